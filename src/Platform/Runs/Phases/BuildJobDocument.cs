using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Discovery;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Runs.WorkloadIdentity;
using Platform.Secrets;
using Platform.Variables.Sets;

namespace Platform.Runs.Phases;

/// <summary>Writes down for an agent all that a claimed job needs.</summary>
internal sealed class BuildJobDocument(
    PlatformDbContext db, ISecretBox secrets, EffectiveVariables variables, IPublicAddress address, IOptions<SandboxOptions> sandbox, RunTokens tokens,
    MakeCredentials credentials)
{
    public async Task<JobDocument> ExecuteAsync(ClaimedJob claimed, CancellationToken cancellationToken)
    {
        var (job, run, token) = claimed;
        var place = await (
            from workspace in db.Workspaces.AsNoTracking()
            where workspace.Id == run.WorkspaceId
            join organization in db.Organizations on workspace.OrganizationId equals organization.Id
            join project in db.Projects on workspace.ProjectId equals project.Id
            select new { Workspace = workspace, Organization = organization.Name, Project = project.Name }).SingleAsync(cancellationToken);
        var given = await variables.ForRunAsync(place.Workspace, await GivenAsync(run, cancellationToken), cancellationToken);
        var subject = new WorkloadSubject(
            run.OrganizationId, place.Organization, place.Workspace.ProjectId, place.Project, run.WorkspaceId, place.Workspace.Name, run.Id, job.Phase);
        var (made, problems) = await credentials.ExecuteAsync(given, subject, cancellationToken);
        return new JobDocument
        {
            Id = job.Id,
            Phase = job.Phase,
            Fence = job.Fence,
            Token = token,
            RunToken = await MakeRunTokenAsync(run, cancellationToken),
            PublicUrl = address.Url,
            RunId = run.Id,
            WorkspaceId = run.WorkspaceId,
            WorkspaceName = place.Workspace.Name,
            OrganizationName = place.Organization,
            ProjectName = place.Project,
            Tool = new ToolRequirement(place.Workspace.Tool, run.ToolVersion ?? place.Workspace.ToolVersion),
            WorkingDirectory = place.Workspace.WorkingDirectory,
            Options = new PlanOptions
            {
                IsDestroy = run.IsDestroy,
                RefreshOnly = run.RefreshOnly,
                Refresh = run.Refresh,
                AllowConfigGeneration = run.AllowConfigGeneration,
                TargetAddresses = run.TargetAddresses,
                ReplaceAddresses = run.ReplaceAddresses,
            },
            Variables = given,
            Credentials = made,
            Notices = problems,
            StateBackend = run.StateBackend,
            Limits = sandbox.Value.Limits,
            Network = sandbox.Value.Network,
        };
    }

    private async Task<IReadOnlyList<JobVariable>> GivenAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.EncryptedVariables is not { } encrypted)
        {
            return [];
        }

        var json = await secrets.OpenAsync(run.OrganizationId, run.Id.Value, encrypted, cancellationToken);
        return [.. (JsonSerializer.Deserialize<RunVariable[]>(json) ?? [])
            .Select(variable => new JobVariable(variable.Key, variable.Value, VariableCategory.Terraform, IsHcl: true, IsSensitive: false))];
    }

    /// <summary>The token that the tool itself may use; it dies with the phase.</summary>
    private async Task<string> MakeRunTokenAsync(Run run, CancellationToken cancellationToken)
    {
        var issued = tokens.Issue(run.Id, sandbox.Value.LongestPhase);
        await db.SaveChangesAsync(cancellationToken);
        return issued.Secret;
    }
}
