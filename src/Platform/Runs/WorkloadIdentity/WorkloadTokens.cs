using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Discovery;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>What a token says of a run.</summary>
internal sealed record WorkloadSubject(
    OrganizationId OrganizationId, string OrganizationName, ProjectId ProjectId, string ProjectName, WorkspaceId WorkspaceId, string WorkspaceName, RunId RunId, PhaseKind Phase)
{
    // None of the names can hold a colon, so no two workspaces are written the same.
    public string Workspace => $"organization:{OrganizationName}:project:{ProjectName}:workspace:{WorkspaceName}";

    public string PhaseName => Phase == PhaseKind.Plan ? "plan" : "apply";
}

/// <summary>Signs the tokens by which others know a run (protocol.md §10.5). They are handed to the run and stored nowhere.</summary>
internal sealed class WorkloadTokens(IdentityKeys keys, IPublicAddress address, IOptions<SandboxOptions> sandbox, TimeProvider clock)
{
    /// <summary>Clocks of those who read them may be behind.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    /// <summary>Who signs, as tokens and discovery say it: the public address, without a slash at its end.</summary>
    public string Issuer => address.Url.GetLeftPart(UriPartial.Authority);

    public async Task<string> IssueAsync(WorkloadSubject subject, string audience, CancellationToken cancellationToken)
    {
        var key = await keys.SigningAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var description = new SecurityTokenDescriptor
        {
            SigningCredentials = new SigningCredentials(key.Key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["jti"] = Guid.NewGuid().ToString(),
                ["iss"] = Issuer,
                ["aud"] = audience,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["nbf"] = (now - Early).ToUnixTimeSeconds(),
                ["exp"] = (now + sandbox.Value.LongestPhase).ToUnixTimeSeconds(),
                ["sub"] = $"{subject.Workspace}:run_phase:{subject.PhaseName}",
                ["terraform_organization_id"] = subject.OrganizationId.Value,
                ["terraform_organization_name"] = subject.OrganizationName,
                ["terraform_project_id"] = subject.ProjectId.Value,
                ["terraform_project_name"] = subject.ProjectName,
                ["terraform_workspace_id"] = subject.WorkspaceId.Value,
                ["terraform_workspace_name"] = subject.WorkspaceName,
                ["terraform_full_workspace"] = subject.Workspace,
                ["terraform_run_id"] = subject.RunId.Value,
                ["terraform_run_phase"] = subject.PhaseName,
            },
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(description);
    }
}
