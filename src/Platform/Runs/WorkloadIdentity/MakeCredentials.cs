using Platform.Contracts.Agents;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>Makes the tokens that a run's environment variables ask for, while its job is handed out.</summary>
internal sealed class MakeCredentials(WorkloadTokens tokens)
{
    /// <summary>The credentials, and a sentence about each that was asked for in vain.</summary>
    public async Task<(IReadOnlyList<WorkloadCredential> Made, IReadOnlyList<string> Problems)> ExecuteAsync(
        IReadOnlyList<JobVariable> variables, WorkloadSubject subject, CancellationToken cancellationToken)
    {
        var (requests, problems) = CredentialRequests.Of(variables, subject.Phase);
        var made = new List<WorkloadCredential>(requests.Count);
        foreach (var request in requests)
        {
            made.Add(request.With(await tokens.IssueAsync(subject, request.Audience, cancellationToken)));
        }

        return (made, problems);
    }
}
