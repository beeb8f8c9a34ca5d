using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Organizations;

/// <summary>Makes an organization and its default project.</summary>
public sealed class CreateOrganization(PlatformDbContext db, Authorizer access, TimeProvider clock, ILogger<CreateOrganization> log)
{
    private static readonly Refusal NameTaken = Refusal.Invalid("Name has already been taken", "name");

    public Task<Result<OrganizationDetails>> ExecuteAsync(string? name, string? email, CancellationToken cancellationToken) =>
        ExecuteAsync(new OrganizationSettings { Name = new(true, name), Email = new(true, email) }, cancellationToken);

    public async Task<Result<OrganizationDetails>> ExecuteAsync(OrganizationSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (name, email) = (settings.Name.Value, settings.Email.Value);
        if (access.Caller is not ({ Kind: CallerKind.Platform } or { IsSiteAdministrator: true }))
        {
            return Refusal.Forbidden("Only an administrator of the site may make organizations.");
        }

        if ((OrganizationName.Check(name) ?? AttributeText.Check(email ?? "", OrganizationEmail.Longest, "email")) is { } invalid)
        {
            return invalid;
        }

        if (!settings.ReadMode(ExecutionMode.Remote).TryGet(out var mode, out var badMode))
        {
            return badMode;
        }

        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(name!, email, mode, inner), cancellationToken);
            if (!made.TryGet(out var organization, out var refusal))
            {
                return refusal;
            }

            log.OrganizationCreated(organization.Id, organization.Name);
            return new OrganizationDetails(organization, await access.PermissionsAsync(organization.Id, cancellationToken));
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return NameTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        JsonApiRequest<OrganizationSettings> body, CreateOrganization create, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(body.Attributes, cancellationToken))
                .ToHttp(details => JsonApiResults.Created(OrganizationDocument.Of(details)));

    private async Task<Result<Organization>> InsertAsync(string name, string? email, ExecutionMode mode, CancellationToken cancellationToken)
    {
        var normalized = OrganizationName.Normalize(name);
        if (await db.Organizations.AnyAsync(o => o.NormalizedName == normalized, cancellationToken))
        {
            return NameTaken;
        }

        var now = clock.GetUtcNow();
        var organization = new Organization
        {
            Id = OrganizationId.New(),
            Name = name,
            NormalizedName = normalized,
            Email = email,
            DefaultExecutionMode = mode,
            DefaultProjectId = ProjectId.New(),
            CreatedAt = now,
        };
        db.Organizations.Add(organization);
        db.Projects.Add(new Project { Id = organization.DefaultProjectId, OrganizationId = organization.Id, Name = Project.DefaultName, CreatedAt = now });
        var (owners, account) = NewTeam.Of(organization.Id, Team.OwnersName, isOwners: true, now);
        db.Users.Add(account);
        db.Teams.Add(owners);
        if (access.Caller is { Kind: CallerKind.User, UserId: { } user })
        {
            var membership = new OrganizationMembership { Id = OrganizationMembershipId.New(), OrganizationId = organization.Id, UserId = user, CreatedAt = now };
            db.OrganizationMemberships.Add(membership);
            db.TeamMembers.Add(new TeamMember { TeamId = owners.Id, MembershipId = membership.Id });
        }

        return organization;
    }
}

/// <summary>What a caller may say about an organization; what was not sent stays as it is.</summary>
public sealed record OrganizationSettings
{
    public Optional<string?> Name { get; init; }
    public Optional<string?> Email { get; init; }

    /// <summary>Where workspaces run when neither they nor their project say it.</summary>
    public Optional<string?> DefaultExecutionMode { get; init; }

    /// <summary>The mode that was sent, or the one that is there.</summary>
    internal Result<ExecutionMode> ReadMode(ExecutionMode current) =>
        DefaultExecutionMode.Value is { } sent ? ExecutionModeText.Read(sent, "default-execution-mode") : current;
}

internal static class OrganizationEmail
{
    public const int Longest = 320;
}
