using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Platform.Sandbox;
using Platform.Sandbox.Network;

namespace Platform.UnitTests.Sandbox.Network;

/// <summary>The only hosts that these tests reach are this machine's own addresses.</summary>
public sealed class OpenNetworkTests : IAsyncDisposable
{
    private readonly SandboxFixture _sandbox = new();
    private readonly LoopbackServer _loopback = new();

    private static IPAddress OwnAddress => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .First(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task It_leads_out_without_a_proxy()
    {
        await using var server = new LoopbackServer(OwnAddress);
        await using var fence = Fence(new FenceOptions { AllowedHosts = [$"{OwnAddress}/32"] });

        var finished = await RunAsync(fence, $"echo hello | socat -t 10 - TCP:{OwnAddress}:{server.Port}; env | grep -i proxy");

        Assert.Equal("heard hello\n", finished.Output);
    }

    [Theory, InlineData("10.1.2.3"), InlineData("172.16.0.1"), InlineData("192.168.1.1"), InlineData("169.254.169.254"), InlineData("100.64.0.1"), InlineData("168.63.129.16")]
    public async Task Private_addresses_have_no_route(string address)
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await RunAsync(fence, $"socat - TCP:{address}:80,connect-timeout=5 </dev/null");

        Assert.Contains("No route to host", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_itself_is_out_of_reach()
    {
        await using var server = new LoopbackServer(OwnAddress);
        await using var fence = Fence(new FenceOptions());

        var finished = await RunAsync(fence, $"socat - TCP:{OwnAddress}:{server.Port},connect-timeout=2 </dev/null; socat - TCP:10.0.2.2:{_loopback.Port},connect-timeout=2 </dev/null; socat - TCP:127.0.0.1:{_loopback.Port},connect-timeout=2 </dev/null");

        Assert.Equal("", finished.Output);
        Assert.Equal(0, server.Connections + _loopback.Connections);
    }

    [Fact]
    public async Task A_program_cannot_change_the_routes()
    {
        await using var fence = Fence(new FenceOptions());

        var finished = await RunAsync(fence, "ip route del unreachable 10.0.0.0/8; ip route add 10.0.0.0/8 via 10.0.2.2; ip link set lo down");

        Assert.Equal(3, finished.Error.Split("Operation not permitted").Length - 1);
    }

    [Fact]
    public async Task Forwards_lead_to_their_place_as_in_a_fence()
    {
        await using var fence = Fence(new FenceOptions { Forwards = [PortForward.ToHost(8443, "127.0.0.1", _loopback.Port)] });

        var finished = await RunAsync(fence, "echo one | socat -t 10 - TCP:localhost:8443; socat - TCP:localhost:3128 </dev/null");

        Assert.Equal("heard one\n", finished.Output);
        Assert.Contains("Connection refused", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_it_stays_when_it_is_taken_down()
    {
        var fence = Fence(new FenceOptions { Forwards = [PortForward.ToHost(8443, "127.0.0.1", _loopback.Port)] });
        // The process ids of this namespace's own programs are found by what they were started with.
        await RunAsync(fence, "true");
        var space = Assert.Single(fence.Namespaces);
        Assert.NotEmpty(RunningProcesses.WithCommandLine($"/proc/{space}/ns/net"));

        await fence.DisposeAsync();

        Assert.Empty(RunningProcesses.WithCommandLine($"/proc/{space}/ns/net"));
        Assert.False(Directory.Exists($"/proc/{space}"));
    }

    private static FencedNetwork Fence(FenceOptions options) => FencedNetwork.Start(options with { UserId = SandboxFixture.UserId }, TimeProvider.System);

    private Task<Finished> RunAsync(FencedNetwork fence, string script) => _sandbox.RunAsync(_sandbox.Shell(script) with { Network = SandboxNetwork.Open, Fence = fence });
}
