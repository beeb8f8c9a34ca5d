using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Agents;
using Platform.Results;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>Makes a new key for the tokens of runs. The old one stays published until its tokens are over, unless it must not be trusted any more.</summary>
internal sealed class RotateIdentityKey(IdentityKeys keys, CallerAccessor accessor, IOptions<SandboxOptions> sandbox)
{
    /// <summary>The new key and from when on it signs.</summary>
    /// <param name="atOnce">Take the old ones back and sign with the new one now: tokens of runs that are at work are void.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<IdentityKey>> ExecuteAsync(bool atOnce, CancellationToken cancellationToken) =>
        accessor.Caller is { IsSiteAdministrator: true } or { Kind: CallerKind.Platform }
            ? await keys.ReplaceAsync(atOnce, sandbox.Value.LongestPhase, cancellationToken)
            : Refusal.Forbidden("Only an administrator of the site may rotate the key that signs the tokens of runs.");
}
