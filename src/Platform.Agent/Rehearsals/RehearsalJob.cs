using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Agent.Rehearsals;

/// <summary>A job that never was, and a little of what a tool would print for it.</summary>
internal static class RehearsalJob
{
    public const string ToolVersion = "1.0.0";

    public static IReadOnlyList<ReadOnlyMemory<byte>> Events { get; } =
    [
        """{"@level":"info","@message":"a","type":"apply_start","hook":{"resource":{"addr":"a.b"},"action":"create","id_key":"id","id_value":"x","elapsed_seconds":1}}"""u8.ToArray(),
        """{"@level":"info","@message":"a","type":"change_summary","changes":{"add":1,"change":0,"import":0,"remove":0,"operation":"apply"}}"""u8.ToArray(),
        """{"@level":"info","@message":"a","type":"outputs","outputs":{"a":{"sensitive":false,"type":["list","string"],"value":["b"]}}}"""u8.ToArray(),
        """{"@level":"error","@message":"a","type":"diagnostic","diagnostic":{"severity":"error","summary":"a","detail":"b","range":{"filename":"c","start":{"line":1}},"snippet":{"context":null,"code":"d","start_line":1,"highlight_start_offset":0,"highlight_end_offset":1,"values":[]}}}"""u8.ToArray(),
    ];

    public static ReadOnlyMemory<byte> JsonPlan { get; } = """
        {"format_version":"1.2","resource_changes":[{"mode":"managed","type":"a","provider_name":"p","change":{"before":null,"after":{"x":"y","n":1},"after_sensitive":{"x":true}}}],"output_changes":{}}
        """u8.ToArray();

    public static ReadOnlyMemory<byte> Schemas { get; } = """{"format_version":"1.0","provider_schemas":{"p":{"resource_schemas":{"a":{}}}}}"""u8.ToArray();

    public static JobDocument For(AgentSettings settings) => new()
    {
        Id = JobId.New(),
        Phase = PhaseKind.Plan,
        Fence = 0,
        Token = "",
        RunToken = "",
        PublicUrl = settings.ServerUrl,
        RunId = RunId.New(),
        WorkspaceId = WorkspaceId.New(),
        WorkspaceName = "rehearsal",
        OrganizationName = "rehearsal",
        ProjectName = "rehearsal",
        Tool = new ToolRequirement(ToolName.Terraform, ToolVersion),
        WorkingDirectory = "",
        Options = new PlanOptions(),
        Variables = [new JobVariable("a", "rehearsed", VariableCategory.Terraform, IsHcl: false, IsSensitive: true)],
        StateBackend = StateBackend.Local,
        Limits = new SandboxLimits(64, 256L << 20, 64L << 20, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)),
        Network = settings.WithoutSandbox ? NetworkMode.None : NetworkMode.Fenced,
    };
}
