using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Gives teams access to things of one kind, shows it, changes it and takes it back.</summary>
/// <param name="kind">What the things are called in the wire's filters, relationships and in answers, for example <c>workspace</c>.</param>
internal abstract class TeamAccess<TAccess, TAttributes>(PlatformDbContext db, FindTeam teams, string kind)
    where TAccess : class, ITeamAccess
    where TAttributes : class, ITeamAccessAttributes<TAccess>, new()
{
    private static readonly Refusal CannotGive = Refusal.Forbidden("You cannot give a team what you may not do yourself.");
    private readonly Refusal _cannotManage = Refusal.Forbidden($"You may see this {kind} but not say which teams have access to it.");
    private readonly Refusal _taken = Refusal.Invalid($"Team has already been given access to this {kind}; change that instead.");

    /// <summary>The thing with this id; null when it is not there or the caller may not see it.</summary>
    protected abstract Task<AccessScope?> ScopeAsync(string? id, CancellationToken cancellationToken);

    /// <summary>The id of the thing that this access is to.</summary>
    protected abstract string ScopeOf(TAccess given);

    /// <summary>All access to the thing, in the order of its ids.</summary>
    protected abstract IQueryable<TAccess> To(AccessScope scope);

    /// <summary>Access that allows nothing yet.</summary>
    protected abstract TAccess New(AccessScope scope, TeamId team);

    protected abstract FrozenSet<Permission> PermissionsOf(TAccess given);

    protected abstract Resource Document(TAccess given);

    protected async Task<IResult> ListAsync(HttpRequest http, PageRequest page, CancellationToken cancellationToken)
    {
        var filter = $"filter[{kind}][id]";
        var asked = http.Query[filter].ToString();
        if (asked.Length == 0)
        {
            return JsonApiResults.Refused(Refusal.Malformed($"Say which {kind}: {filter}."));
        }

        if (await ScopeAsync(asked, cancellationToken) is not { } scope || !MayRead(scope))
        {
            return JsonApiResults.Refused(Refusal.NotFound($"{kind} {asked}"));
        }

        var visible = await teams.VisibleAsync(scope.OrganizationId, cancellationToken);
        var all = To(scope).AsNoTracking().Where(given => visible.Any(team => team.Id == given.TeamId));
        var rows = await all.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(Document)], page, await all.CountAsync(cancellationToken));
    }

    protected async Task<IResult> FindAsync(IQueryable<TAccess> asked, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(asked, id, cancellationToken)).ToHttp(found => JsonApiResults.Ok(Document(found.Given)));

    protected async Task<IResult> CreateAsync(JsonApiRequest<TAttributes> body, CancellationToken cancellationToken)
    {
        if (body.Refusal is { } unreadable)
        {
            return JsonApiResults.Refused(unreadable);
        }

        try
        {
            return (await db.InTransactionAsync(inner => InsertAsync(body.RelatedId("team"), body.RelatedId(kind), body.Attributes, inner), cancellationToken))
                .ToHttp(made => JsonApiResults.Created(Document(made)));
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return JsonApiResults.Refused(_taken);
        }
    }

    protected async Task<IResult> UpdateAsync(IQueryable<TAccess> asked, string id, JsonApiRequest<TAttributes> body, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await db.InTransactionAsync<TAccess>(
                async inner =>
                {
                    if (!(await ManagedAsync(asked, id, inner)).TryGet(out var found, out var refusal))
                    {
                        return refusal;
                    }

                    return body.Attributes.ApplyTo(found.Given) is { } invalid ? invalid
                        : MayGive(found.Given, found.Scope) ? found.Given
                        : CannotGive;
                },
                cancellationToken)).ToHttp(changed => JsonApiResults.Ok(Document(changed)));

    protected async Task<IResult> DeleteAsync(IQueryable<TAccess> asked, string id, CancellationToken cancellationToken) =>
        (await db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await ManagedAsync(asked, id, inner)).TryGet(out var found, out var refusal))
                {
                    return refusal;
                }

                db.Remove(found.Given);
                return Done.Value;
            },
            cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private static bool MayRead(AccessScope scope) =>
        scope.Permissions.Contains(Permission.ReadAccess) || scope.Permissions.Contains(Permission.ManageAccess);

    /// <summary>Who may only say which teams have access could give their own team everything.</summary>
    private bool MayGive(TAccess given, AccessScope scope) => scope.Permissions.IsSupersetOf(PermissionsOf(given));

    private async Task<Result<TAccess>> InsertAsync(string? teamId, string? scopeId, TAttributes sent, CancellationToken cancellationToken)
    {
        if (await ScopeAsync(scopeId, cancellationToken) is not { } scope)
        {
            return Refusal.NotFound($"{kind} {scopeId}");
        }

        if (!scope.Permissions.Contains(Permission.ManageAccess))
        {
            return _cannotManage;
        }

        if (!ResourceId.TryParse<TeamId>(teamId, out var asked)
            || !(await teams.ExecuteAsync(asked, cancellationToken)).TryGet(out var team, out _)
            || team.Team.OrganizationId != scope.OrganizationId)
        {
            return Refusal.NotFound($"team {teamId}");
        }

        if (await To(scope).AnyAsync(given => given.TeamId == asked, cancellationToken))
        {
            return _taken;
        }

        if (sent.Access.Value is null)
        {
            return Refusal.Invalid("Access can't be blank.", "access");
        }

        var made = New(scope, asked);
        if (sent.ApplyTo(made) is { } invalid)
        {
            return invalid;
        }

        if (!MayGive(made, scope))
        {
            return CannotGive;
        }

        db.Add(made);
        return made;
    }

    private async Task<Result<(TAccess Given, AccessScope Scope)>> ReadAsync(IQueryable<TAccess> asked, string id, CancellationToken cancellationToken) =>
        await asked.FirstOrDefaultAsync(cancellationToken) is { } found
        && await ScopeAsync(ScopeOf(found), cancellationToken) is { } scope
        && MayRead(scope)
        && (await teams.ExecuteAsync(found.TeamId, cancellationToken)).Refusal is null
            ? (found, scope)
            : Refusal.NotFound($"team access {id}");

    private async Task<Result<(TAccess Given, AccessScope Scope)>> ManagedAsync(IQueryable<TAccess> asked, string id, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(asked, id, cancellationToken);
        return read.TryGet(out var found, out _) && !found.Scope.Permissions.Contains(Permission.ManageAccess) ? _cannotManage : read;
    }
}

/// <summary>That a team has access to something.</summary>
internal interface ITeamAccess
{
    TeamId TeamId { get; }
}

/// <summary>What a team can be given access to, and all that the caller may do in it.</summary>
internal sealed record AccessScope(string Id, OrganizationId OrganizationId, FrozenSet<Permission> Permissions);

/// <summary>What a client says of a team's access.</summary>
internal interface ITeamAccessAttributes<in TAccess>
{
    Optional<string?> Access { get; }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    Refusal? ApplyTo(TAccess access);
}
