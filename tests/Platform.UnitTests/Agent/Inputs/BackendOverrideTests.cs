using System.Text;
using Platform.Agent.Inputs;
using Platform.Contracts.Agents;

namespace Platform.UnitTests.Agent.Inputs;

public sealed class BackendOverrideTests
{
    private static readonly Uri Endpoint = new("http://127.0.0.1:3129/state");

    [Theory]
    [InlineData("override.tf")]
    [InlineData("zzz_override.tf.json")]
    [InlineData("zzzz_override.tf")]
    [InlineData("~_override.tofu")]
    [InlineData("~~~~_override.tofu.json")]
    [InlineData("ärger_override.tf")]
    [InlineData("\U0010FFFF\U0010FFFF_override.tf")]
    public void The_name_sorts_behind_every_override_file(string other)
    {
        var name = BackendOverride.NameBehind(["main.tf", other]);

        Assert.NotNull(name);
        Assert.EndsWith("_override.tf.json", name);
        Assert.True(Encoding.UTF8.GetBytes(name).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)) > 0);
    }

    [Fact]
    public void Files_that_are_no_override_files_and_our_own_name_do_not_count()
    {
        var usual = BackendOverride.NameBehind([]);

        Assert.Equal(usual, BackendOverride.NameBehind(["zzzzz.tf", "~~~.txt", "zzzz_override.tf.bak", usual!, usual!.Replace(".tf.json", ".tofu.json", StringComparison.Ordinal)]));
        Assert.True(BackendOverride.IsOurs(usual.Replace(".tf.json", ".tofu.json", StringComparison.Ordinal)));
        Assert.True(BackendOverride.IsOurs(usual.Replace(".tf.json", ".tf", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_that_none_of_ours_sorts_behind_gives_none() =>
        Assert.Null(BackendOverride.NameBehind([string.Concat(Enumerable.Repeat("\U0010FFFF", 60)) + "_override.tf"]));

    [Theory]
    [InlineData("""{"version":3,"backend":{"type":"local","config":{"path":"/state","workspace_dir":null},"hash":1}}""", true)]
    [InlineData("""{"version":3,"backend":{"type":"local","config":{"path":"/state","workspace_dir":"/other"},"hash":1}}""", false)]
    [InlineData("""{"version":3,"backend":{"type":"local","config":{"path":"/other","workspace_dir":null},"hash":1}}""", false)]
    [InlineData("""{"version":3,"backend":{"type":"local","config":{"path":"/state","path":"/state"},"hash":1}}""", false)]
    [InlineData("""{"version":3,"backend":{"type":"s3","config":{"path":"/state"},"hash":1}}""", false)]
    [InlineData("""{"version":3,"backend":{"type":["local"],"config":{"path":"/state"},"hash":1}}""", false)]
    [InlineData("""{"version":3}""", false)]
    [InlineData("[]", false)]
    [InlineData("half {", false)]
    [InlineData(null, false)]
    public void Only_the_platforms_own_backend_is_taken_for_it(string? record, bool expected)
    {
        using var stream = record is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(record));
        var (type, settings) = BackendOverride.Of(StateBackend.Local, "/state", Endpoint);

        Assert.Equal(expected, RecordedBackend.Is(stream, type, settings));
    }
}
