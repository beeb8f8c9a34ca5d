using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Agents;

/// <summary>Lets an agent through to its own job, while it holds it and not a moment longer.</summary>
public sealed class JobGate(PlatformDbContext db, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    // The agent makes them in seconds; the rest is for a server that was restarted meanwhile.
    private static readonly TimeSpan DocumentsFollowWithin = TimeSpan.FromMinutes(5);

    // Long enough for a machine that was cut off over a weekend.
    private static readonly TimeSpan LateStateWithin = TimeSpan.FromDays(4);

    /// <summary>The job (not tracked) if the request carries its token; gone when another agent has it or it is over.</summary>
    public Task<Result<Job>> OpenAsync(HttpContext context, JobId id, CancellationToken cancellationToken) =>
        OpenAsync(context, id, job => job.Status == JobStatus.Running, cancellationToken);

    /// <summary>As <see cref="OpenAsync(HttpContext, JobId, CancellationToken)"/>, and a little longer: documents for readers follow the report, so that the run does not wait for them.</summary>
    public Task<Result<Job>> OpenForDocumentsAsync(HttpContext context, JobId id, CancellationToken cancellationToken) =>
        OpenAsync(
            context,
            id,
            job => job.Status == JobStatus.Running || (job.Status == JobStatus.Finished && clock.GetUtcNow() - job.EndedAt < DocumentsFollowWithin),
            cancellationToken);

    /// <summary>The job of an apply whose agent was given up, for some days: the state that it comes back with is kept.</summary>
    public Task<Result<Job>> OpenForLateStateAsync(HttpContext context, JobId id, CancellationToken cancellationToken) =>
        OpenAsync(
            context,
            id,
            job => job is { Status: JobStatus.Lost, Phase: PhaseKind.Apply } && clock.GetUtcNow() - job.EndedAt < LateStateWithin,
            cancellationToken);

    private async Task<Result<Job>> OpenAsync(HttpContext context, JobId id, Func<Job, bool> isOpen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers.Authorization.ToString();
        var job = await CompiledQueries<Queries>.For(db).ById(db, id, cancellationToken);
        if (job?.TokenHash is null || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            // Deleted with its workspace, perhaps: the agent has to stop the tool.
            return Refusal.Gone("The job is over or another agent has it.");
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..]));
        if (!CryptographicOperations.FixedTimeEquals(hash, job.TokenHash))
        {
            // The token of an earlier claim of the same job ends here too: it belonged to an agent that was given up.
            return Refusal.Gone("The job is over or another agent has it.");
        }

        return isOpen(job) ? job : Refusal.Gone("The job is over or another agent has it.");
    }

    private sealed class Queries
    {
        /// <summary>Asked at each request of each agent.</summary>
        public Func<PlatformDbContext, JobId, CancellationToken, Task<Job?>> ById { get; } =
            EF.CompileAsyncQuery((PlatformDbContext db, JobId id, CancellationToken cancellationToken) => db.Jobs.AsNoTracking().SingleOrDefault(j => j.Id == id));
    }
}
