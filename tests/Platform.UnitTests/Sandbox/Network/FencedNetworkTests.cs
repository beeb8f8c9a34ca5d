using Platform.Sandbox;
using Platform.Sandbox.Network;

namespace Platform.UnitTests.Sandbox.Network;

/// <summary>From inside a real sandbox, with bash's own sockets as the client.</summary>
public sealed class FencedNetworkTests : IAsyncDisposable
{
    private readonly SandboxFixture _sandbox = new();
    private readonly LoopbackServer _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task A_private_address_is_refused_with_a_sentence_and_recorded()
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await AskAsync(fence, $"CONNECT 127.0.0.1:{_server.Port} HTTP/1.1\\r\\n\\r\\n");

        Assert.StartsWith("HTTP/1.1 403 127.0.0.1 is a loopback address, which runs may not reach unless an administrator allows it", finished.Output, StringComparison.Ordinal);
        Assert.Equal(0, _server.Connections);
        Assert.Equal([new HostContact("127.0.0.1", _server.Port, 1, true)], fence.Contacts);
    }

    [Theory, InlineData("localhost"), InlineData("2130706433"), InlineData("0x7f000001"), InlineData("[::ffff:127.0.0.1]"), InlineData("[::1]"), InlineData("127.1")]
    public async Task Other_spellings_of_loopback_are_refused_too(string host)
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await AskAsync(fence, $"CONNECT {host}:{_server.Port} HTTP/1.1\\r\\n\\r\\n", $"GET http://{host}:{_server.Port}/ HTTP/1.1\\r\\n\\r\\n");

        Assert.Equal(2, finished.Output.Split("HTTP/1.1 403 ").Length - 1);
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task An_allowed_host_is_reached_through_a_tunnel()
    {
        await using var fence = Fence(new FenceOptions { AllowedHosts = [$"localhost:{_server.Port}"] });

        // socat ends its side when its input ends, which must travel through tunnel and proxy for the server to answer.
        var finished = await _sandbox.RunAsync(Fenced(fence, $"echo hello | socat -t 10 - PROXY:127.0.0.1:localhost:{_server.Port},proxyport={FencedNetwork.ProxyPort}"));

        Assert.Equal("heard hello\n", finished.Output);
        Assert.Equal([new HostContact("localhost", _server.Port, 1, false)], fence.Contacts);
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await AskAsync(fence, "CONNECT no-such-host.invalid:443 HTTP/1.1\\r\\n\\r\\n");

        Assert.StartsWith("HTTP/1.1 502 no-such-host.invalid is not a known host\r\n", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forward_leads_to_its_place_and_to_no_other()
    {
        await using var fence = Fence(new FenceOptions { Forwards = [PortForward.ToHost(8443, "127.0.0.1", _server.Port)] });

        var finished = await _sandbox.RunAsync(Fenced(fence, "echo one | socat -t 10 - TCP:localhost:8443; echo two | socat -t 10 - TCP:127.0.0.1:8443; socat - TCP:localhost:8444 </dev/null"));

        Assert.Equal("heard one\nheard two\n", finished.Output);
        Assert.Contains("Connection refused", finished.Error, StringComparison.Ordinal);
        Assert.Empty(fence.Contacts);
    }

    [Fact]
    public async Task A_forward_can_lead_to_a_stream_of_ours()
    {
        var forward = new PortForward(9000, _ => Task.FromResult<Stream>(new MemoryStream("from the agent"u8.ToArray(), writable: false)));
        await using var fence = Fence(new FenceOptions { Forwards = [forward] });

        var finished = await _sandbox.RunAsync(Fenced(fence, "socat -t 10 - TCP:localhost:9000 </dev/null"));

        Assert.Equal("from the agent", finished.Output);
    }

    [Fact]
    public async Task Without_network_the_fence_is_not_there()
    {
        await using var fence = Fence(new FenceOptions { Forwards = [PortForward.ToHost(8443, "127.0.0.1", _server.Port)] });

        var finished = await _sandbox.RunAsync(Fenced(fence, "socat - TCP:localhost:8443 </dev/null; env | grep -i proxy; ls /run/platform") with { Network = SandboxNetwork.None });

        Assert.Equal("private\nwork\n", finished.Output);
        Assert.Contains("Connection refused", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_is_announced_to_the_program_and_the_program_gets_no_children_by_it()
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await _sandbox.RunAsync(Fenced(fence, "echo $HTTPS_PROXY $https_proxy $NO_PROXY; cat /proc/$$/task/$$/children"));

        // cat is the only child.
        Assert.Matches(@"^http://127.0.0.1:3128 http://127.0.0.1:3128 localhost,127.0.0.1,::1\n\d+ $", finished.Output);
    }

    [Fact]
    public void Two_places_for_one_port_are_a_mistake()
    {
        var forward = PortForward.ToHost(FencedNetwork.ProxyPort, "127.0.0.1", _server.Port);

        Assert.Throws<ArgumentException>(() => Fence(new FenceOptions { Forwards = [forward] }));
    }

    private static FencedNetwork Fence(FenceOptions options) => FencedNetwork.Start(options with { UserId = SandboxFixture.UserId }, TimeProvider.System);

    private SandboxRequest Fenced(FencedNetwork fence, string script) => _sandbox.Shell(script) with { Network = SandboxNetwork.Fenced, Fence = fence };

    private Task<Finished> AskAsync(FencedNetwork fence, params string[] requests)
    {
        var script = string.Join("; ", requests.Select(request => $"exec 3<>/dev/tcp/127.0.0.1/{FencedNetwork.ProxyPort}; printf '{request}' >&3; cat <&3"));
        return _sandbox.RunAsync(Fenced(fence, "") with { FileName = "/bin/bash", Arguments = ["-c", script] });
    }
}
