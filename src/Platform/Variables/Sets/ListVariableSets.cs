using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Organizations.Projects;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables.Sets;

/// <summary>Lists the variable sets of an organization, or those that apply to a workspace or to a project.</summary>
internal sealed class ListVariableSets(
    PlatformDbContext db,
    Authorizer access,
    FindOrganization organizations,
    FindWorkspace workspaces,
    FindProject projects,
    FindVariableSet find,
    DescribeVariableSets describe,
    VariableSetInclusions inclusions)
{
    [ReadsQuery("q", "Part of the name.")]
    public static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, IncludeRequest include, ListVariableSets list, CancellationToken cancellationToken) =>
        await list.AnswerAsync(await list.OfOrganizationAsync(organization, cancellationToken), http, page, include, cancellationToken);

    [ReadsQuery("q", "Part of the name.")]
    public static async Task<IResult> HandleOfWorkspaceAsync(
        WorkspaceId id, HttpRequest http, PageRequest page, IncludeRequest include, ListVariableSets list, CancellationToken cancellationToken) =>
        await list.AnswerAsync(await list.OfWorkspaceAsync(id, cancellationToken), http, page, include, cancellationToken);

    [ReadsQuery("q", "Part of the name.")]
    public static async Task<IResult> HandleOfProjectAsync(
        ProjectId id, HttpRequest http, PageRequest page, IncludeRequest include, ListVariableSets list, CancellationToken cancellationToken) =>
        await list.AnswerAsync(await list.OfProjectAsync(id, cancellationToken), http, page, include, cancellationToken);

    private async Task<Result<Asked>> OfOrganizationAsync(string nameOrId, CancellationToken cancellationToken) =>
        (await organizations.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal)
            ? new Asked(await find.VisibleAsync(organization.Id, cancellationToken))
            : refusal;

    /// <summary>Who may read the workspace's variables sees every set that adds to them, whoever owns it.</summary>
    private async Task<Result<Asked>> OfWorkspaceAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        return await access.CanAsync(Permission.ReadVariables, workspace, cancellationToken)
            ? new Asked(db.SetsOf(workspace))
            : Refusal.NotFound("variable of this workspace");
    }

    private async Task<Result<Asked>> OfProjectAsync(ProjectId id, CancellationToken cancellationToken)
    {
        if (!(await projects.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        var project = details.Project;
        return (await access.PermissionsAsync(project, cancellationToken)).Contains(Permission.ReadVariables)
            ? new Asked(db.VariableSets.Where(s => s.OrganizationId == project.OrganizationId
                && (s.IsGlobal || s.ProjectId == id || db.VariableSetProjects.Any(a => a.VariableSetId == s.Id && a.ProjectId == id))))
            : Refusal.NotFound("variable of this project");
    }

    private async Task<IResult> AnswerAsync(
        Result<Asked> asked, HttpRequest http, PageRequest page, IncludeRequest include, CancellationToken cancellationToken)
    {
        if (!asked.TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var sets = found.Sets;
        if (SearchText.Of(http.Query["q"]) is { } search)
        {
            var part = VariableSetSettings.Normalize(search);
            sets = sets.Where(s => s.NormalizedName.Contains(part));
        }

        var total = await sets.CountAsync(cancellationToken);
        var rows = await sets.AsNoTracking().OrderBy(s => s.NormalizedName).ThenBy(s => s.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var details = await describe.ExecuteAsync(rows, cancellationToken);
        return (await inclusions.LoadAsync(include, details, cancellationToken))
            .ToHttp(included => JsonApiResults.Page([.. details.Select(VariableSetDocument.Of)], page, total, included.Resources));
    }

    private sealed record Asked(IQueryable<VariableSet> Sets);
}
