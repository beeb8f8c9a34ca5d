using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>Deletes an organization with all that it owns.</summary>
public sealed class DeleteOrganization(
    PlatformDbContext db, Authorizer access, FindOrganization find, IEnumerable<IDeletionPart> parts, IEventStream events, ILogger<DeleteOrganization> log)
{
    public async Task<Result<Done>> ExecuteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var deleted = await db.InTransactionAsync(inner => DeleteAsync(nameOrId, inner), cancellationToken);
        if (!deleted.TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        log.OrganizationDeleted(organization.Id, organization.Name);
        return Done.Value;
    }

    internal static async Task<IResult> HandleAsync(string organization, DeleteOrganization delete, CancellationToken cancellationToken) =>
        (await delete.ExecuteAsync(organization, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Organization>> DeleteAsync(string nameOrId, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ManageOrganization, organization.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may see this organization but not delete it.");
        }

        if (await db.Workspaces.AnyAsync(w => w.OrganizationId == organization.Id && w.HoldingRunId != null, cancellationToken))
        {
            return Refusal.Conflict("Runs of this organization are still going on; wait for them to end, or cancel them.");
        }

        foreach (var part in parts)
        {
            if (await part.PrepareAsync(new Deletion(organization.Id, Workspace: null, Force: false), cancellationToken) is { } obstacle)
            {
                return obstacle;
            }
        }

        // The audit trail tells of the organization's end, and not of each thing in it.
        // Projects refuse to go before their workspaces, and a cascade has no order of its own.
        await db.Workspaces.Where(w => w.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Projects.Where(p => p.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Users.Where(u => db.Teams.Any(t => t.OrganizationId == organization.Id && t.ServiceUserId == u.Id)).ExecuteDeleteAsync(cancellationToken);
        await db.Users.Where(u => db.ServiceAccounts.Any(a => a.OrganizationId == organization.Id && a.UserId == u.Id)).ExecuteDeleteAsync(cancellationToken);

        // Without its data keys nothing that is left of it in the blob store or in a backup of that can be read.
        await db.DataKeys.Where(k => k.OrganizationId == organization.Id).ExecuteDeleteAsync(cancellationToken);
        db.Organizations.Remove(organization);
        db.AfterCommit(inner => events.PublishAsync(EventTopics.Organization(organization.Id), inner));
        return organization;
    }
}
