using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Exports;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Loads what <c>include</c> asks for beside runs, with one query for each kind however many runs there are.</summary>
internal sealed class RunInclusions(PlatformDbContext db, Authorizer access, PhaseDocument phases, LiveExports exports, RunPeople people)
{
    /// <summary>Names of the wire. Stages, cost estimates and policy checks are never there, and a client may ask for them (protocol.md §3.4).</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "plan", "apply", "created-by", "confirmed-by", "configuration-version", "configuration-version.ingress-attributes", "workspace", "task-stages",
        "cost-estimate", "policy-checks", "run-events", "comments",
    ]);

    public static Refusal? Check(IncludeRequest include) => include.Names.FirstOrDefault(name => !Known.Contains(name)) is { } unknown
        ? Refusal.Malformed($"Invalid include parameter: a run has no {unknown}.")
        : null;

    public async Task<RunsBeside> LoadAsync(IncludeRequest include, IReadOnlyList<Run> runs, HttpRequest request, CancellationToken cancellationToken)
    {
        if (include.Names.Count == 0)
        {
            return RunsBeside.Nothing;
        }

        var wanted = include.Names.ToHashSet(StringComparer.Ordinal);
        var ids = runs.Select(r => r.Id).ToArray();
        var resources = new List<Resource>();
        if (wanted.Contains("plan"))
        {
            var live = await exports.OfAsync([.. runs.Select(r => r.PlanId)], cancellationToken);
            resources.AddRange((await db.Plans.AsNoTracking().Where(p => ids.Contains(p.RunId)).ToListAsync(cancellationToken)).Select(plan => phases.Of(plan, [.. live[plan.Id]], request)));
        }

        if (wanted.Contains("apply"))
        {
            resources.AddRange((await db.Applies.AsNoTracking().Where(a => ids.Contains(a.RunId)).ToListAsync(cancellationToken)).Select(apply => phases.Of(apply, [], request)));
        }

        var users = (wanted.Contains("created-by") ? runs.Select(r => r.CreatedByUserId) : []).Concat(wanted.Contains("confirmed-by") ? runs.Select(r => r.ConfirmedByUserId) : []).ToList();
        resources.AddRange(users.Count == 0 ? [] : await people.LoadAsync(users, cancellationToken));
        if (wanted.Contains("configuration-version") || wanted.Contains("configuration-version.ingress-attributes"))
        {
            var configurations = runs.Select(r => r.ConfigurationVersionId).Distinct().ToArray();
            resources.AddRange((await db.ConfigurationVersions.AsNoTracking().Where(c => configurations.Contains(c.Id)).ToListAsync(cancellationToken))
                .Select(c => ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(c, null))));
        }

        if (wanted.Contains("workspace"))
        {
            var workspaces = runs.Select(r => r.WorkspaceId).Distinct().ToArray();
            foreach (var row in await WorkspaceRow.Of(db, db.Workspaces.Where(w => workspaces.Contains(w.Id))).ToListAsync(cancellationToken))
            {
                resources.Add(WorkspaceDocument.Of(row.For(await access.PermissionsAsync(row.Workspace, cancellationToken))));
            }
        }

        if (!wanted.Contains("comments") && !wanted.Contains("run-events"))
        {
            return new RunsBeside(resources, null);
        }

        var events = await db.RunEvents.AsNoTracking().Where(e => ids.Contains(e.RunId)).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        resources.AddRange(wanted.Contains("run-events") ? events.Select(RunEventDocument.Of) : []);
        if (!wanted.Contains("comments"))
        {
            return new RunsBeside(resources, null);
        }

        var comments = events.Where(e => e.Comment is not null).ToList();
        resources.AddRange(comments.Select(RunCommentDocument.Of));
        return new RunsBeside(resources, comments.ToLookup(e => e.RunId, RunCommentDocument.IdOf));
    }
}

/// <summary>What stands beside runs.</summary>
/// <param name="Resources">All of it; null when nothing was asked for.</param>
/// <param name="Comments">The ids of each run's comments, when they were asked for.</param>
internal sealed record RunsBeside(IReadOnlyList<Resource>? Resources, ILookup<RunId, string>? Comments)
{
    public static RunsBeside Nothing { get; } = new(null, null);

    public IEnumerable<string>? CommentsOf(RunId run) => Comments?[run];
}
