using System.Text.Json.Nodes;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>A state that does not follow the current one is refused in the client's own words, and changes nothing.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class StatePushTests(SharedPlatform shared) : IAsyncLifetime
{
    private const string Configuration = """
        resource "terraform_data" "one" {
        }
        resource "terraform_data" "two" {
        }
        """;

    private RemoteWorkspace _workspace = null!;
    private StoredState _before = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await _workspace.RunAsync(cancellationToken, "apply", "-auto-approve");
        _before = await _workspace.StateAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Conflicts_are_refused_and_force_overrules()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        await RefuseAsync(state => state["outputs"] = Output("other"), $"cannot overwrite existing state with serial {_before.Serial} with a different state that has the same serial");
        await RefuseAsync(state => state["serial"] = _before.Serial - 1, $"cannot import state with serial {_before.Serial - 1} over newer state with serial {_before.Serial}");
        await RefuseAsync(state => state["lineage"] = "11111111-2222-3333-4444-555555555555", "cannot import state with lineage \"11111111-2222-3333-4444-555555555555\" over unrelated state with lineage");

        Write(state => state["lineage"] = "11111111-2222-3333-4444-555555555555");
        await PushAsync("-force");
        var forced = await _workspace.StateAsync(cancellationToken);
        Assert.Equal("11111111-2222-3333-4444-555555555555", forced.Document.GetProperty("lineage").GetString());
        Assert.Equal(_before.Addresses, forced.Addresses);
        Assert.False(await _workspace.IsLockedAsync(cancellationToken));
    }

    [Fact]
    public async Task A_state_that_follows_the_current_one_is_taken()
    {
        Write(state =>
        {
            state["serial"] = _before.Serial + 4;
            state["resources"]!.AsArray().RemoveAt(1);
        });

        await PushAsync();

        var after = await _workspace.StateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["terraform_data.one"], after.Addresses);
        // The client counts one further on than the file it was given.
        Assert.InRange(after.Serial, _before.Serial + 4, _before.Serial + 5);
    }

    [Fact]
    public async Task A_state_with_equal_content_and_serial_changes_nothing()
    {
        Write(_ => { });

        await PushAsync();

        Assert.Equal(_before.Serial, (await _workspace.StateAsync(TestContext.Current.CancellationToken)).Serial);
    }

    private static JsonObject Output(string value) =>
        new() { ["greeting"] = new JsonObject { ["value"] = value, ["type"] = "string" } };

    private void Write(Action<JsonObject> change)
    {
        var state = JsonNode.Parse(_before.Document.GetRawText())!.AsObject();
        change(state);
        _workspace.Cli.Write("pushed.tfstate", state.ToJsonString());
    }

    private Task<string> PushAsync(params string[] options) =>
        _workspace.Cli.RunAsync(["state", "push", .. options, "pushed.tfstate"], TestContext.Current.CancellationToken);

    private async Task RefuseAsync(Action<JsonObject> change, string sentence)
    {
        Write(change);

        var outcome = await _workspace.Cli.TryAsync(["state", "push", "pushed.tfstate"], TestContext.Current.CancellationToken);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(sentence, RemoteWorkspace.OneLine(outcome.Output), StringComparison.Ordinal);
        Assert.Equal(_before.Document.GetRawText(), (await _workspace.StateAsync(TestContext.Current.CancellationToken)).Document.GetRawText());
        Assert.False(await _workspace.IsLockedAsync(TestContext.Current.CancellationToken));
    }
}
