using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations;

/// <summary>Changes an organization's name or address.</summary>
public sealed class UpdateOrganization(PlatformDbContext db, Authorizer access, FindOrganization find, GetOrganization get, IEventStream events)
{
    private static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public async Task<Result<OrganizationDetails>> ExecuteAsync(string nameOrId, OrganizationSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var changed = await db.InTransactionAsync(inner => ChangeAsync(nameOrId, settings, inner), cancellationToken);
            return changed.TryGet(out var organization, out var refusal)
                ? await get.ExecuteAsync(organization.Id.Value, cancellationToken)
                : refusal;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        string organization, JsonApiRequest<OrganizationSettings> body, UpdateOrganization update, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await update.ExecuteAsync(organization, body.Attributes, cancellationToken))
                .ToHttp(details => JsonApiResults.Ok(OrganizationDocument.Of(details)));

    private async Task<Result<Organization>> ChangeAsync(string nameOrId, OrganizationSettings settings, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ManageOrganization, organization.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may see this organization but not change it.");
        }

        var name = settings.Name.Or(organization.Name);
        var email = settings.Email.Or(organization.Email);
        if ((OrganizationName.Check(name) ?? AttributeText.Check(email ?? "", OrganizationEmail.Longest, "email")) is { } invalid)
        {
            return invalid;
        }

        if (!settings.ReadMode(organization.DefaultExecutionMode).TryGet(out var mode, out var badMode))
        {
            return badMode;
        }

        var normalized = OrganizationName.Normalize(name!);
        if (await db.Organizations.AnyAsync(o => o.NormalizedName == normalized && o.Id != organization.Id, cancellationToken))
        {
            return NameTaken;
        }

        organization.Name = name!;
        organization.NormalizedName = normalized;
        organization.Email = email;
        organization.DefaultExecutionMode = mode;
        db.AfterCommit(inner => events.PublishAsync(EventTopics.Organization(organization.Id), inner));
        return organization;
    }
}
