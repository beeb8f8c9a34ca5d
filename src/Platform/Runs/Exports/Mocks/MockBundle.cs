using System.Formats.Tar;
using System.IO.Compression;
using Platform.Contracts.Agents;

namespace Platform.Runs.Exports.Mocks;

/// <summary>The mocks of one plan as an archive that a tester of policies unpacks and points the Sentinel CLI at.</summary>
/// <remarks>
/// The document is read anew for each mock, and each mock is written twice, since an archive says how long a file is before the file: so nothing of a
/// plan is on the disk in clear and no more of it in memory than <see cref="PlanReader"/> says.
/// </remarks>
internal sealed class MockBundle
{
    private delegate Task WriteMock(PlanReader plan, SentinelWriter text, PlanSecrets secrets, CancellationToken cancellationToken);

    private readonly Func<CancellationToken, Task<Stream>> _open;
    private readonly PlanSecrets _secrets;
    private readonly RunMock _run;

    private MockBundle(Func<CancellationToken, Task<Stream>> open, PlanSecrets secrets, RunMock run)
    {
        _open = open;
        _secrets = secrets;
        _run = run;
    }

    /// <summary>Reads the plan once, for what is sensitive in it.</summary>
    /// <param name="open">Opens the plan's JSON from its beginning.</param>
    /// <param name="run">What there is to say of the run.</param>
    /// <param name="given">Sensitive variables that the run may have been given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<MockBundle> PrepareAsync(Func<CancellationToken, Task<Stream>> open, RunMock run, IReadOnlyList<JobVariable> given, CancellationToken cancellationToken)
    {
        await using var document = await open(cancellationToken);
        using var plan = new PlanReader(document);
        return new MockBundle(open, await PlanSecrets.FindAsync(plan, given, cancellationToken), run);
    }

    /// <summary>Writes the archive.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await using var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var archive = new TarWriter(compressed, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync(archive, "mock-tfconfig-v2.sentinel", (text, token) => FromPlanAsync(text, [ConfigurationMock.WriteAsync], token), cancellationToken);
        await AddAsync(archive, "mock-tfplan-v2.sentinel", (text, token) => FromPlanAsync(text, [PlanMock.WriteAsync, RawMock.WriteAsync], token), cancellationToken);
        await AddAsync(archive, "mock-tfrun.sentinel", WriteRunAsync, cancellationToken);
        await AddAsync(archive, "mock-tfstate-v2.sentinel", (text, token) => FromPlanAsync(text, [StateMock.WriteAsync], token), cancellationToken);
        await AddAsync(archive, "sentinel.hcl", WriteSettingsAsync, cancellationToken);

        Task WriteRunAsync(SentinelWriter text, CancellationToken token)
        {
            _run.Write(text);
            return Task.CompletedTask;
        }
    }

    private static Task WriteSettingsAsync(SentinelWriter text, CancellationToken token)
    {
        foreach (var (import, file) in (ReadOnlySpan<(string, string)>)[("tfconfig/v2", "tfconfig-v2"), ("tfplan/v2", "tfplan-v2"), ("tfrun", "tfrun"), ("tfstate/v2", "tfstate-v2")])
        {
            text.Lines($$"""
                mock "{{import}}" {
                  module {
                    source = "mock-{{file}}.sentinel"
                  }
                }


                """);
        }

        return Task.CompletedTask;
    }

    private async Task FromPlanAsync(SentinelWriter text, WriteMock[] mocks, CancellationToken cancellationToken)
    {
        foreach (var write in mocks)
        {
            await using var document = await _open(cancellationToken);
            using var plan = new PlanReader(document);
            await write(plan, text, _secrets, cancellationToken);
        }
    }

    private static async Task AddAsync(TarWriter archive, string name, Func<SentinelWriter, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var counted = new CountingStream();
        await WriteContentAsync(counted, cancellationToken);
        var entry = new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = new WrittenStream(counted.Length, WriteContentAsync),
        };
        await archive.WriteEntryAsync(entry, cancellationToken);

        async Task WriteContentAsync(Stream to, CancellationToken token)
        {
            var text = new SentinelWriter(to);
            await write(text, token);
            await text.EndAsync(token);
        }
    }
}
