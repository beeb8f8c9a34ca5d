using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Users;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.StateVersions.Outputs;

namespace Platform.StateVersions;

/// <summary>Loads what <c>include</c> asks for beside state versions, with one query for each kind however many versions there are.</summary>
internal sealed class StateVersionInclusions(PlatformDbContext db, Authorizer access, ReadOutputs outputs, IEnumerable<IStateVersionInclusion> others)
{
    /// <summary>Names of the wire. One that nothing answers adds nothing: a relation without its resource is legal.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ["outputs", "run", "created-by", "workspace", "run.created-by", "run.configuration-version"]);

    public async Task<Result<Included>> LoadAsync(IncludeRequest include, IReadOnlyList<StateVersion> versions, CancellationToken cancellationToken)
    {
        if (include.Names.Count == 0)
        {
            return new Included(null);
        }

        if (include.Names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return Refusal.Malformed($"Invalid include parameter: a state version has no {unknown}.");
        }

        var resources = new List<Resource>();
        if (include.Names.Contains("outputs"))
        {
            resources.AddRange((await outputs.AllAsync(versions, cancellationToken)).Select(found => StateVersionOutputDocument.Of(found.Output, showsSensitive: false)));
        }

        // A run reads states; who wrote them, and by which run, is not its to see.
        if (access.Caller.Kind == CallerKind.Run)
        {
            return new Included(resources);
        }

        if (include.Names.Contains("created-by"))
        {
            var ids = versions.Select(version => version.CreatedByUserId).OfType<UserId>().Distinct().ToArray();
            var users = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(cancellationToken);
            resources.AddRange(users.Select(user => UserDocument.Of(user, access.Caller)));
        }

        foreach (var other in others.Where(other => include.Names.Contains(other.Name)))
        {
            resources.AddRange(await other.LoadAsync(versions, cancellationToken));
        }

        return new Included(resources);
    }

    internal sealed record Included(IReadOnlyList<Resource>? Resources);
}
