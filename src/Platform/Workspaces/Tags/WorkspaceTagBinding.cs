using Platform.Organizations.Tags;

namespace Platform.Workspaces.Tags;

internal static class WorkspaceTagBinding
{
    extension(TagBinding binding)
    {
        public WorkspaceTag On(Workspace workspace) =>
            new() { WorkspaceId = workspace.Id, OrganizationId = workspace.OrganizationId, Key = binding.Key, Value = binding.Value };
    }
}
