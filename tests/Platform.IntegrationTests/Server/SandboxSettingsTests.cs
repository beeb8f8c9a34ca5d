using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Platform.IntegrationTests.CommandLine;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>What each setting of the sandbox does to a program that a configuration starts. The script says for itself what it found.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class SandboxSettingsTests
{
    private const string Configuration = """
        resource "terraform_data" "first" {
          input = file("input.txt")
        }

        resource "terraform_data" "script" {
          depends_on = [terraform_data.first]

          provisioner "local-exec" {
            interpreter = ["bash", "-c"]
            command     = "bash script.sh"
          }
        }
        """;

    /// <summary>Makes a state of the size that the agent serves by HTTP where there is a network.</summary>
    private static readonly string LargeInput = new('x', 300_000);

    [Fact]
    public async Task Without_a_network_an_apply_works_and_a_program_reaches_neither_the_platform_nor_a_proxy()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await StartAsync(("Sandbox:Network", "None"));
        using var workspace = await CreateAsync(platform, $$"""
            echo "proxies: ${HTTP_PROXY}${HTTPS_PROXY}${http_proxy}${https_proxy}."
            for place in 127.0.0.1:3128 127.0.0.1:{{platform.Url.Port}} {{OwnAddress.Find()}}:{{platform.Url.Port}}; do
              socat -T3 -u TCP:$place - </dev/null >/dev/null 2>&1 && echo "reached $place" || echo "no way to $place"
            done
            curl -sk --max-time 5 {{platform.Url}}healthz/live >/dev/null && echo "reached the platform"
            echo finished
            """, LargeInput);

        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("(local-exec): finished", output, StringComparison.Ordinal);
        Assert.Contains("no way to 127.0.0.1:3128", output, StringComparison.Ordinal);
        Assert.Contains($"no way to 127.0.0.1:{platform.Url.Port}", output, StringComparison.Ordinal);
        Assert.Contains("proxies: .", output, StringComparison.Ordinal);
        Assert.DoesNotContain("(local-exec): reached", output, StringComparison.Ordinal);
        await workspace.LastRunAsync("applied", cancellationToken);
        Assert.Equal(2, (await workspace.StateAsync(cancellationToken)).Addresses.Count());
        Assert.Contains("No changes.", await workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sandbox_a_plan_and_an_apply_work_and_each_log_carries_the_warning()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await StartAsync(("Sandbox:Mode", "None"));
        using var workspace = await CreateAsync(platform, $"ls {platform.DataDirectory}/tls/ca.pem && echo sees the data folder", LargeInput);

        var apply = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        const string warning = "Warning: this node runs without a sandbox.";
        // Once for the plan and once for the apply.
        Assert.Equal(2, apply.Split(warning).Length - 1);
        // It is a warning because it is true.
        Assert.Contains("(local-exec): sees the data folder", apply, StringComparison.Ordinal);
        await workspace.LastRunAsync("applied", cancellationToken);
        Assert.Equal(2, (await workspace.StateAsync(cancellationToken)).Addresses.Count());
        Assert.Contains("No changes.", await workspace.RunAsync(cancellationToken, "plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_is_reached_only_when_it_is_listed_and_an_apply_ends_at_the_time_limit_with_its_state_kept()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var listed = PrivateServer.Start();
        await using var unlisted = PrivateServer.Start();
        await using var platform = await StartAsync(("Sandbox:Time", "00:00:10"), ("Sandbox:AllowedPrivateHosts:0", listed.Place));

        using var curious = await CreateAsync(platform, $$"""
            echo "listed: $(curl -s --max-time 5 http://{{listed.Place}}/)."
            echo "unlisted: $(curl -s --max-time 5 -o /dev/null -w "%{http_code}" http://{{unlisted.Place}}/)."
            echo "directly: $(curl -s --noproxy '*' --max-time 5 http://{{listed.Place}}/)."
            """);
        var output = await curious.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("(local-exec): listed: hello from inside.", output, StringComparison.Ordinal);
        Assert.Contains("(local-exec): unlisted: 403.", output, StringComparison.Ordinal);
        Assert.Contains("(local-exec): directly: .", output, StringComparison.Ordinal);
        Assert.Equal((1, 0), (listed.Requests, unlisted.Requests));

        using var slow = await CreateAsync(platform, "echo sleeping; sleep 120");
        var failure = await slow.FailAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("sleeping", failure, StringComparison.Ordinal);
        Assert.Contains("The apply reached its time limit of 10 seconds, so it is interrupted.", failure, StringComparison.Ordinal);
        await slow.LastRunAsync("errored", cancellationToken);
        var state = await slow.StateAsync(cancellationToken);
        Assert.Contains("terraform_data.first", state.Addresses);
        Assert.Equal(["terraform_data.script"], state.Tainted);
        Assert.False(await slow.IsLockedAsync(cancellationToken));
    }

    [Fact]
    public async Task An_open_network_leads_out_without_a_proxy_to_what_is_allowed_and_the_state_of_an_apply_arrives()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = PrivateServer.Start();
        await using var platform = await StartAsync(("Sandbox:Network", "Open"), ("Sandbox:AllowedPrivateHosts:0", $"{OwnAddress.Find()}/32"));
        using var workspace = await CreateAsync(platform, $$"""
            echo "proxies: ${HTTP_PROXY}${HTTPS_PROXY}${http_proxy}${https_proxy}."
            echo "allowed: $(curl -s --max-time 10 http://{{server.Place}}/)."
            for place in 169.254.169.254 10.1.2.3 192.168.1.1; do
              socat -T3 -u TCP:$place:80,connect-timeout=3 - </dev/null >/dev/null 2>&1 && echo "reached $place" || echo "no way to $place"
            done
            socat -T3 -u TCP:10.0.2.2:{{platform.Url.Port}},connect-timeout=3 - </dev/null >/dev/null 2>&1 && echo "reached the host" || echo "no way to the host"
            echo finished
            """, LargeInput);

        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("(local-exec): finished", output, StringComparison.Ordinal);
        Assert.Contains("proxies: .", output, StringComparison.Ordinal);
        Assert.Contains("allowed: hello from inside.", output, StringComparison.Ordinal);
        Assert.All(["169.254.169.254", "10.1.2.3", "192.168.1.1", "the host"], place => Assert.Contains($"no way to {place}", output, StringComparison.Ordinal));
        Assert.DoesNotContain("(local-exec): reached", output, StringComparison.Ordinal);
        Assert.Equal(2, (await workspace.StateAsync(cancellationToken)).Addresses.Count());
    }

    private static async Task<TestPlatform> StartAsync(params (string Name, string Value)[] settings)
    {
        Needs.Sandbox();
        return await TestPlatform.StartAsync(
            new TestOptions { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) }, TestContext.Current.CancellationToken);
    }

    private static async Task<RemoteWorkspace> CreateAsync(TestPlatform platform, string script, string input = "made")
    {
        var workspace = await RemoteWorkspace.CreateAsync(platform, Configuration, TestContext.Current.CancellationToken);
        workspace.Cli.Write("script.sh", script);
        workspace.Cli.Write("input.txt", input);
        return workspace;
    }

    /// <summary>A small HTTP server on an address of this machine that a sandbox must not reach by itself.</summary>
    private sealed class PrivateServer : IAsyncDisposable
    {
        private readonly TcpListener _listener;
        private readonly Task _serving;
        private int _requests;

        private PrivateServer(TcpListener listener)
        {
            _listener = listener;
            _serving = ServeAsync();
        }

        public string Place => _listener.LocalEndpoint.ToString()!;

        public int Requests => Volatile.Read(ref _requests);

        public static PrivateServer Start()
        {
            var listener = new TcpListener(OwnAddress.Find(), 0);
            listener.Start();
            return new PrivateServer(listener);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                try
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _requests);
                    await AnswerAsync(connection.GetStream());
                }
                catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private static async Task AnswerAsync(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            const string body = "hello from inside";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}")));
        }
    }
}
