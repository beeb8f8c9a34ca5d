using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables.Sets;

/// <summary>Finds out which value of a key reaches a workspace's runs: its own, one of a variable set, or one that was given with the run.</summary>
public sealed class EffectiveVariables(PlatformDbContext db, Authorizer access, FindWorkspace find, VariableValues values)
{
    /// <summary>The variables of a run with their values, sensitive ones too: for its job, never for a caller.</summary>
    /// <param name="workspace">The run's workspace.</param>
    /// <param name="ofRun">What was given with the run; weaker than priority sets only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<JobVariable>> ForRunAsync(Workspace workspace, IReadOnlyList<JobVariable> ofRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(ofRun);
        var variables = new List<JobVariable>();
        foreach (var candidate in await StrongestAsync(workspace, ofRun, cancellationToken))
        {
            variables.Add(candidate.Given ?? await OpenAsync(candidate.Stored!, cancellationToken));
        }

        return variables;
    }

    /// <summary>What a run of the workspace gets if nothing is given with it; values of sensitive ones stay hidden.</summary>
    public async Task<Result<IReadOnlyList<VariableDetails>>> ListAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ReadVariables, workspace, cancellationToken))
        {
            return Refusal.NotFound("variable of this workspace");
        }

        var details = new List<VariableDetails>();
        foreach (var candidate in await StrongestAsync(workspace, [], cancellationToken))
        {
            details.Add(await ListVariables.DescribeAsync(candidate.Stored!, values, cancellationToken));
        }

        return details;
    }

    /// <summary>Not in pages: the CLI reads the first page only.</summary>
    [Answers(200, "vars", IsList = true)]
    internal static async Task<IResult> HandleAsync(WorkspaceId id, EffectiveVariables effective, CancellationToken cancellationToken) =>
        (await effective.ListAsync(id, cancellationToken)).ToHttp(variables => JsonApiResults.List([.. variables.Select(VariableDocument.Of)]));

    private async ValueTask<JobVariable> OpenAsync(StoredVariable row, CancellationToken cancellationToken) =>
        new(row.Key, await values.OpenAsync(row, cancellationToken), row.Category, row.IsHcl, row.IsSensitive);

    /// <summary>One for each category and key: the strongest, and of equally strong ones that of the set whose name sorts first.</summary>
    private async Task<IReadOnlyList<Candidate>> StrongestAsync(
        Workspace workspace, IReadOnlyList<JobVariable> ofRun, CancellationToken cancellationToken)
    {
        // Of what was given twice with the run, the last counts, as on a command line.
        var candidates = ofRun.Reverse().Select(v => new Candidate(VariableLevel.Run, "", v.Category, v.Key, v, null)).ToList();
        var own = await db.Variables.AsNoTracking().Where(v => v.WorkspaceId == workspace.Id).ToListAsync(cancellationToken);
        candidates.AddRange(own.Select(v => new Candidate(VariableLevel.Workspace, "", v.Category, v.Key, null, v)));
        var sets = (await db.AppliedTo(workspace).ToListAsync(cancellationToken)).ToDictionary(applied => applied.Set.Id);
        if (sets.Count > 0)
        {
            var ids = sets.Keys.ToArray();
            foreach (var variable in await db.VariableSetVariables.AsNoTracking().Where(v => ids.Contains(v.VariableSetId)).ToListAsync(cancellationToken))
            {
                var applied = sets[variable.VariableSetId];
                candidates.Add(new Candidate(VariableLevels.Of(applied), applied.Set.Name, variable.Category, variable.Key, null, variable));
            }
        }

        return
        [
            .. from candidate in candidates
               group candidate by (candidate.Category, candidate.Key) into same
               orderby same.Key.Category, same.Key.Key
               select same.OrderBy(c => c.Level).ThenBy(c => c.SetName, StringComparer.Ordinal).First(),
        ];
    }

    private sealed record Candidate(
        VariableLevel Level, string SetName, VariableCategory Category, string Key, JobVariable? Given, StoredVariable? Stored);
}
