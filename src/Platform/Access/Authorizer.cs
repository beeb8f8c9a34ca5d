using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Workspaces;
using Platform.Workspaces.RemoteState;

namespace Platform.Access;

/// <summary>The one door: every action, page and event handler asks it.</summary>
public sealed class Authorizer(PlatformDbContext db, CallerAccessor accessor, RememberedAccess remembered)
{
    private static readonly FrozenSet<Permission> Everything = Enum.GetValues<Permission>().ToFrozenSet();
    private static readonly FrozenSet<Permission> Nothing = FrozenSet<Permission>.Empty;

    /// <summary>What the tool inside a run may do in its own workspace (protocol.md §8.4).</summary>
    private static readonly FrozenSet<Permission> RunPermissions =
        FrozenSet.ToFrozenSet([Permission.ReadWorkspace, Permission.ReadState, Permission.ReadStateOutputs, Permission.ReadOrganization]);

    private static readonly FrozenSet<Permission> OrganizationSeen = FrozenSet.ToFrozenSet([Permission.ReadOrganization]);

    private (UserId User, IReadOnlyList<Reach> Grants)? _grants;

    public Caller Caller => accessor.Caller;

    /// <summary>Whether the caller may do what concerns the whole site, such as making users and organizations.</summary>
    public bool CanAdministerSite => Caller is { Kind: CallerKind.Platform } or { Kind: CallerKind.User, IsSiteAdministrator: true };

    /// <summary>Whether the caller may do this to the workspace.</summary>
    public async ValueTask<bool> CanAsync(Permission permission, Workspace workspace, CancellationToken cancellationToken) =>
        (await PermissionsAsync(workspace, cancellationToken)).Contains(permission);

    /// <summary>Whether the caller may do this in the organization as a whole.</summary>
    public async ValueTask<bool> CanAsync(Permission permission, OrganizationId organization, CancellationToken cancellationToken) =>
        (await PermissionsAsync(organization, cancellationToken)).Contains(permission);

    /// <summary>All that the caller may do to the workspace; empty means it does not exist for them.</summary>
    public async ValueTask<FrozenSet<Permission>> PermissionsAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var caller = Caller;
        if (caller.Kind == CallerKind.Run)
        {
            return caller.WorkspaceId is { } own && (own == workspace.Id || await db.ReadableByRunsOf(own).AnyAsync(w => w.Id == workspace.Id, cancellationToken))
                ? RunPermissions
                : Nothing;
        }

        return await PermissionsAsync(
            workspace.OrganizationId,
            grant => grant.WorkspaceId is { } only ? only == workspace.Id : grant.ProjectId is null || grant.ProjectId == workspace.ProjectId,
            cancellationToken);
    }

    /// <summary>All that the caller may do to the project and to any workspace in it; empty means it does not exist for them.</summary>
    public ValueTask<FrozenSet<Permission>> PermissionsAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return PermissionsAsync(
            project.OrganizationId,
            grant => (grant.ProjectId is null && grant.WorkspaceId is null) || grant.ProjectId == project.Id,
            cancellationToken);
    }

    /// <summary>All that the caller may do in the organization as a whole; empty means it does not exist for them.</summary>
    public async ValueTask<FrozenSet<Permission>> PermissionsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (Caller.Kind == CallerKind.Run)
        {
            return Caller.OrganizationId == organization ? OrganizationSeen : Nothing;
        }

        var whole = await PermissionsAsync(organization, grant => grant.ProjectId is null && grant.WorkspaceId is null, cancellationToken);
        if (whole.Count > 0 || Caller.UserId is null)
        {
            return whole;
        }

        // Somebody with a role further down sees that the organization exists.
        var grants = await GrantsAsync(cancellationToken);
        return grants.Any(grant => grant.OrganizationId == organization) ? OrganizationSeen : Nothing;
    }

    /// <summary>The organizations of which the caller may see at least the name.</summary>
    public async Task<IQueryable<Organization>> VisibleOrganizationsAsync(CancellationToken cancellationToken)
    {
        if (CanAdministerSite)
        {
            return db.Organizations;
        }

        switch (Caller)
        {
            case { OrganizationId: { } own }:
                return db.Organizations.Where(o => o.Id == own);
            default:
                var grants = await GrantsAsync(cancellationToken);
                if (grants.Any(g => g.OrganizationId is null))
                {
                    return db.Organizations;
                }

                var ids = grants.Select(g => g.OrganizationId!.Value).Distinct().ToArray();
                return db.Organizations.Where(o => ids.Contains(o.Id));
        }
    }

    /// <summary>The workspaces of an organization that the caller may see.</summary>
    public async Task<IQueryable<Workspace>> VisibleWorkspacesAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = db.Workspaces.Where(w => w.OrganizationId == organization);
        if (Caller.Kind == CallerKind.Run)
        {
            return Caller is { OrganizationId: { } ownOrganization, WorkspaceId: { } own } && ownOrganization == organization
                ? db.ReadableByRunsOf(own)
                : all.Where(_ => false);
        }

        var places = await PlacesAllowingAsync(Permission.ReadWorkspace, organization, cancellationToken);
        return places.IsEverywhere ? all : all.Where(w => places.Projects.Contains(w.ProjectId) || places.Workspaces.Contains(w.Id));
    }

    /// <summary>The projects of an organization that the caller may see: those with a role, and those around a workspace with a role.</summary>
    public async Task<IQueryable<Project>> VisibleProjectsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = db.Projects.Where(p => p.OrganizationId == organization);
        if ((await PermissionsAsync(organization, cancellationToken)).Contains(Permission.ReadProjects))
        {
            return all;
        }

        var grants = (await GrantsAsync(cancellationToken)).Where(g => g.OrganizationId == organization).ToList();
        var projects = grants.Where(g => g.ProjectId is not null).Select(g => g.ProjectId!.Value).ToArray();
        var workspaces = grants.Where(g => g.WorkspaceId is not null).Select(g => g.WorkspaceId!.Value).ToArray();
        return all.Where(p => projects.Contains(p.Id) || db.Workspaces.Any(w => w.ProjectId == p.Id && workspaces.Contains(w.Id)));
    }

    /// <summary>The projects of an organization in which the caller may do this.</summary>
    public async Task<IQueryable<Project>> ProjectsAllowingAsync(Permission permission, OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = db.Projects.Where(p => p.OrganizationId == organization);
        var places = await PlacesAllowingAsync(permission, organization, cancellationToken);
        return places.IsEverywhere ? all : all.Where(p => places.Projects.Contains(p.Id));
    }

    /// <summary>Where in an organization the caller may do this: everywhere, or in some projects, and in some workspaces beside those.</summary>
    internal async Task<AllowedPlaces> PlacesAllowingAsync(Permission permission, OrganizationId organization, CancellationToken cancellationToken)
    {
        if ((await PermissionsAsync(organization, cancellationToken)).Contains(permission))
        {
            return new AllowedPlaces(IsEverywhere: true, [], []);
        }

        var allowing = (await GrantsAsync(cancellationToken)).Where(g => g.OrganizationId == organization && g.Permissions.Contains(permission)).ToList();
        return new AllowedPlaces(
            IsEverywhere: false,
            [.. allowing.Where(g => g.WorkspaceId is null).Select(g => g.ProjectId).OfType<ProjectId>()],
            [.. allowing.Select(g => g.WorkspaceId).OfType<WorkspaceId>()]);
    }

    private async ValueTask<FrozenSet<Permission>> PermissionsAsync(OrganizationId organization, Func<Reach, bool> reaches, CancellationToken cancellationToken)
    {
        if (CanAdministerSite)
        {
            return Everything;
        }

        switch (Caller)
        {
            case { Kind: CallerKind.Organization } token:
                return token.OrganizationId == organization ? Everything : Nothing;
            case { UserId: null }:
                return Nothing;
        }

        var grants = await GrantsAsync(cancellationToken);
        var sets = grants.Where(g => (g.OrganizationId is null || g.OrganizationId == organization) && reaches(g)).Select(g => g.Permissions).Distinct().ToList();
        return sets.Count switch
        {
            0 => Nothing,
            1 => sets[0],
            _ => sets.SelectMany(set => set).ToFrozenSet(),
        };
    }

    private async ValueTask<IReadOnlyList<Reach>> GrantsAsync(CancellationToken cancellationToken)
    {
        if (Caller.UserId is not { } user)
        {
            return [];
        }

        // One scope may act for several callers in turn; one's grants are never the next one's.
        if (_grants is not { } known || known.User != user)
        {
            var reaches = await remembered.FindAsync(db, user, Caller.TeamId, cancellationToken);

            // A service account sees its organization before it has any role, as a member does.
            known = (user, Caller is { Kind: CallerKind.ServiceAccount, OrganizationId: { } own } ? [Reach.OfMember(own), .. reaches] : reaches);
            _grants = known;
        }

        return known.Grants;
    }
}

/// <summary>Where in an organization something may be done.</summary>
/// <param name="IsEverywhere">In all of it.</param>
/// <param name="Projects">Otherwise in these projects and all their workspaces,</param>
/// <param name="Workspaces">and in these workspaces.</param>
internal sealed record AllowedPlaces(bool IsEverywhere, ProjectId[] Projects, WorkspaceId[] Workspaces);
