using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Agent.Rehearsals;

/// <summary>A job that never was.</summary>
internal static class RehearsalJob
{
    public static JobDocument For(AgentSettings settings, PhaseKind phase) => new()
    {
        Id = JobId.New(),
        Phase = phase,
        Fence = 0,
        Token = "",
        RunToken = "",
        PublicUrl = settings.ServerUrl,
        RunId = RunId.New(),
        WorkspaceId = WorkspaceId.New(),
        WorkspaceName = "rehearsal",
        OrganizationName = "rehearsal",
        ProjectName = "rehearsal",
        Tool = new ToolRequirement(ToolName.Terraform, RehearsalTool.Version),
        WorkingDirectory = "",
        Options = new PlanOptions(),
        Variables = [new JobVariable("a", "rehearsed", VariableCategory.Terraform, IsHcl: false, IsSensitive: true)],
        StateBackend = StateBackend.Local,
        Limits = new SandboxLimits(64, 256L << 20, 64L << 20, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)),
        Network = settings.WithoutSandbox ? NetworkMode.None : NetworkMode.Fenced,
    };
}
