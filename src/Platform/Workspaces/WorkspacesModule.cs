using Microsoft.Extensions.DependencyInjection;
using Platform.Workspaces.Inclusions;
using Platform.Workspaces.Locks;
using Platform.Workspaces.RemoteState;
using Platform.Workspaces.Retention;
using Platform.Workspaces.Tags;

namespace Platform.Workspaces;

/// <summary>Registers what workspaces need.</summary>
public static class WorkspacesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWorkspaces()
        {
            services.AddScoped<FindWorkspace>();
            services.AddScoped<GetWorkspace>();
            services.AddScoped<ListWorkspaces>();
            services.AddScoped<CreateWorkspace>();
            services.AddScoped<UpdateWorkspace>();
            services.AddScoped<DeleteWorkspace>();
            services.AddScoped<LockWorkspace>();
            services.AddScoped<UnlockWorkspace>();
            services.AddScoped<ChangeTags>();
            services.AddScoped<EffectiveTags>();
            services.AddScoped<OrganizationTags>();
            services.AddScoped<MoveWorkspaces>();
            services.AddScoped<ListRemoteStateConsumers>();
            services.AddScoped<ChangeRemoteStateConsumers>();
            services.AddScoped<WorkspaceRetention>();
            services.AddScoped<RetentionRules>().AddScoped(typeof(ChangeBackingData<>));
            services.AddScoped<WorkspaceInclusions>();
            services.AddScoped<IWorkspaceInclusion, OrganizationInclusion>();
            services.AddScoped<IWorkspaceInclusion, ProjectInclusion>();
            services.AddScoped<IWorkspaceInclusion, LockedByInclusion>();
            services.AddScoped<IWorkspaceListInclusion, EffectiveTagInclusion>();
            services.AddScoped<IWorkspaceListInclusion, TagInclusion>();
            return services;
        }
    }
}
