using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Agents;
using Platform.Discovery;
using Platform.Results;
using Platform.Runs.WorkloadIdentity;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Runs.WorkloadIdentity;

public sealed class IdentityKeysTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(4);
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-identity-").FullName;
    private readonly SetClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(_folder, "keys", "identity");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_key_is_made_once_for_its_owner_alone_however_many_nodes_start()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Node().SigningAsync(Token), Token)));

        Assert.Single(nodes.Select(key => key.Id).Distinct());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_are_over()
    {
        var (node, other) = (Node(), Node());
        var old = await node.SigningAsync(Token);

        var fresh = await other.ReplaceAsync(atOnce: false, Life, Token);

        Assert.Equal([old.Id, fresh.Id], await PublicAsync(node));
        Assert.Equal(old.Id, (await node.SigningAsync(Token)).Id);
        _clock.Advance(IdentityKeys.Published);
        Assert.Equal(fresh.Id, (await node.SigningAsync(Token)).Id);
        _clock.Advance(Life - TimeSpan.FromSeconds(1));
        Assert.Equal([old.Id, fresh.Id], await PublicAsync(node));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([fresh.Id], await PublicAsync(node));

        var third = await node.ReplaceAsync(atOnce: false, Life, Token);
        Assert.Equal(2, (await File.ReadAllLinesAsync(KeyFile, Token)).Length);
        Assert.Equal([fresh.Id, third.Id], await PublicAsync(other));
    }

    [Fact]
    public async Task A_key_that_somebody_else_has_seen_is_taken_back_at_once()
    {
        var node = Node();
        await node.SigningAsync(Token);

        var fresh = await Node().ReplaceAsync(atOnce: true, Life, Token);
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(KeyFile)!), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

        Assert.Equal([fresh.Id], await PublicAsync(node));
        Assert.Equal(fresh.Id, (await node.SigningAsync(Token)).Id);
    }

    [Fact]
    public async Task Rotations_at_the_same_time_all_count()
    {
        var first = await Node().SigningAsync(Token);

        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Node().ReplaceAsync(atOnce: false, Life, Token), Token)));

        var shown = (await PublicAsync(Node())).ToList();
        Assert.Equal(first.Id, shown[0]);
        Assert.Equal(made.Select(key => key.Id).Order(), shown.Skip(1).Order());
    }

    [Fact]
    public async Task Only_an_administrator_of_the_site_rotates()
    {
        var rotate = new RotateIdentityKey(Node(), new CallerAccessor { Caller = new Caller { Kind = CallerKind.User } }, Options.Create(new SandboxOptions()));

        Assert.Equal(RefusalKind.Forbidden, (await rotate.ExecuteAsync(atOnce: false, Token)).Refusal?.Kind);
        Assert.False(File.Exists(KeyFile));
    }

    [Theory, InlineData("nonsense\n"), InlineData("2026-01-01T00:00:00.0000000+00:00 AAAA\n"), InlineData("\n")]
    public async Task A_file_that_holds_no_keys_is_named_and_kept(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        await File.WriteAllTextAsync(KeyFile, text, Token);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Node().SigningAsync(Token));

        Assert.Contains(KeyFile, exception.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(KeyFile, Token));
    }

    private static async Task<IEnumerable<string>> PublicAsync(IdentityKeys keys) => (await keys.PublicAsync(Life, Token)).Select(key => key.Id);

    /// <summary>A node that has read nothing yet.</summary>
    private IdentityKeys Node() => new(Options.Create(new PlatformOptions { DataDirectory = _folder }), _clock, NullLogger<IdentityKeys>.Instance);
}
