using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Agents;

/// <summary>Lets an agent through to its own job, while it holds it and not a moment longer.</summary>
public sealed class JobGate(PlatformDbContext db)
{
    private const string Scheme = "Bearer ";

    /// <summary>The job (not tracked) if the request carries its token; gone when another agent has it or it is over.</summary>
    public async Task<Result<Job>> OpenAsync(HttpContext context, JobId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers.Authorization.ToString();
        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancellationToken);
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

        return job.Status == JobStatus.Running ? job : Refusal.Gone("The job is over or another agent has it.");
    }
}
