using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>Job documents and configuration archives for tests.</summary>
internal static class AgentJobs
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public const string Token = "job-token-0123456789";

    public static JobDocument Plan(Uri server) => new()
    {
        Id = JobId.New(),
        Phase = PhaseKind.Plan,
        Fence = 1,
        Token = Token,
        RunToken = "run-token-9876543210",
        PublicUrl = server,
        RunId = RunId.New(),
        WorkspaceId = WorkspaceId.Wrap("ws-aaaaaaaaaaaaaaaa"),
        WorkspaceName = "network",
        OrganizationName = "demo",
        ProjectName = "Default",
        Tool = new ToolRequirement(ToolName.Terraform, ""),
        WorkingDirectory = "",
        Options = new PlanOptions(),
        Variables = [],
        StateBackend = StateBackend.Local,
        Limits = new SandboxLimits(512, 1L << 30, 1L << 30, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(20)),
        Network = NetworkMode.Fenced,
    };

    public static JobDocument ApplyOf(JobDocument plan) => plan with { Id = JobId.New(), Phase = PhaseKind.Apply };

    public static byte[] Archive(params (string Path, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var (path, content) in files)
            {
                tar.WriteEntry(path.EndsWith('/')
                    ? new PaxTarEntry(TarEntryType.Directory, path) { Mode = Folder }
                    : new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return bytes.ToArray();
    }
}
