using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>A configuration can run any program, so what matters is what such a program reaches. The script says for itself what it found.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class HostileConfigurationTests(HostileConfigurationTests.Site site) : IClassFixture<HostileConfigurationTests.Site>
{
    private const string Configuration = """
        resource "terraform_data" "hostile" {
          provisioner "local-exec" {
            interpreter = ["bash", "-c"]
            command     = "bash hostile.sh"
          }
        }
        """;

    private readonly TestPlatform _platform = site.Platform;

    [Fact]
    public async Task It_reads_neither_the_data_folder_nor_other_processes_nor_the_environment_of_the_server()
    {
        var server = await File.ReadAllTextAsync($"/proc/{_platform.Process!.ProcessId}/environ", TestContext.Current.CancellationToken);
        Assert.Contains(Site.Secret, server, StringComparison.Ordinal);

        var output = await ApplyAsync($$"""
            echo "data: $(ls -A {{_platform.DataDirectory}} 2>&1 | head -5)."
            for file in platform.db admin-token tls/ca.key tls/ca.pem; do head -c 1 {{_platform.DataDirectory}}/$file >/dev/null 2>&1 && echo "opened $file"; done
            echo "keys: $(find / -path /proc -prune -o \( -name ca.key -o -name platform.db \) -print 2>/dev/null | head -5)."
            echo "commands: $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')"
            echo "environments: $(cat /proc/[0-9]*/environ 2>/dev/null | tr '\0' ' ')"
            echo "roots: $(for root in /proc/[0-9]*/root; do ls -A $root{{_platform.DataDirectory}} 2>/dev/null; done | head -5)."
            echo "own user: $(id -u)"
            touch /usr/mine /etc/mine {{_platform.DataDirectory}}/mine 2>/dev/null || echo "wrote nothing"
            echo finished
            """);

        Assert.Contains("(local-exec): finished", output, StringComparison.Ordinal);
        Assert.Contains("keys: .", output, StringComparison.Ordinal);
        Assert.Contains("roots: .", output, StringComparison.Ordinal);
        Assert.Contains("bash hostile.sh", output, StringComparison.Ordinal);
        Assert.Contains("wrote nothing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("opened ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("own user: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Platform.Server", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_platform.AdminToken, output, StringComparison.Ordinal);
        Assert.DoesNotContain(Site.Secret, output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_platform.DataDirectory, "mine")));
    }

    [Fact]
    public async Task It_reaches_nothing_on_the_loopback_of_the_host_neither_directly_nor_by_the_proxy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var output = await ApplyAsync($$"""
            proxy=${HTTP_PROXY#http://}
            socat -T3 -u TCP:127.0.0.1:{{port}} - 2>/dev/null && echo "reached directly"
            for host in 127.0.0.1 localhost 2130706433 169.254.169.254; do
              echo "$host: $(printf "CONNECT $host:{{port}} HTTP/1.1\r\nHost: $host:{{port}}\r\n\r\n" | socat -T5 - TCP:${proxy%/} 2>/dev/null | head -1)"
            done
            echo finished
            """);

        Assert.Contains("(local-exec): finished", output, StringComparison.Ordinal);
        Assert.All((string[])["127.0.0.1", "localhost", "2130706433", "169.254.169.254"], host => Assert.Contains($"{host}: HTTP/1.1 403", output, StringComparison.Ordinal));
        Assert.DoesNotContain("reached directly", output, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task What_it_leaves_running_ends_with_the_run()
    {
        // A duration that nobody else sleeps.
        var sleep = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId + 100_000}.25");

        var output = await ApplyAsync($$"""
            setsid nohup sleep {{sleep}} </dev/null >/dev/null 2>&1 &
            (setsid sh -c 'trap "" INT TERM HUP; sleep {{sleep}} & wait' </dev/null >/dev/null 2>&1 &)
            until [ "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -o 'sleep {{sleep}} ' | wc -l)" -ge 2 ]; do sleep 0.1; done
            echo "they run"
            """);

        Assert.Contains("they run", output, StringComparison.Ordinal);
        await Eventually.IsAsync(
            _ => Task.FromResult(!CommandLines().Any(line => line.Contains(sleep, StringComparison.Ordinal))),
            "nothing of the configuration runs any more", TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("head -c 200M /dev/zero > filling; sleep 60", "The disk limit of 64 MiB was reached.")]
    [InlineData("tail /dev/zero", "The memory limit of 600 MiB was reached.")]
    [InlineData("for i in $(seq 400); do sleep 60 & done; wait", "The limit of 200 processes and threads was reached.")]
    public async Task What_it_fills_ends_it_with_a_sentence_and_the_platform_goes_on(string script, string sentence)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(_platform, Configuration, cancellationToken);
        workspace.Cli.Write("hostile.sh", script);

        var output = await workspace.FailAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains(sentence, output, StringComparison.Ordinal);
        await workspace.LastRunAsync("errored", cancellationToken);
        Assert.False(await workspace.IsLockedAsync(cancellationToken));
        await workspace.RunAsync(cancellationToken, "plan");
    }

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // It ended in the meantime.
                continue;
            }

            yield return line;
        }
    }

    private async Task<string> ApplyAsync(string script)
    {
        using var workspace = await RemoteWorkspace.CreateAsync(_platform, Configuration, TestContext.Current.CancellationToken);
        workspace.Cli.Write("hostile.sh", script);
        return await workspace.RunAsync(TestContext.Current.CancellationToken, "apply", "-auto-approve");
    }

    /// <summary>A platform that is a process of its own, so that there is a server whose environment and command line could be looked at; its sandboxes are small.</summary>
    public sealed class Site : IAsyncLifetime
    {
        internal static readonly string Secret = $"secret-{Guid.NewGuid():N}";

        internal TestPlatform Platform { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Needs.Sandbox();
            Platform = await TestPlatform.StartProcessAsync(
                new TestOptions
                {
                    Environment = new Dictionary<string, string> { ["SERVER_SECRET"] = Secret },
                    Settings = new Dictionary<string, string>
                    {
                        ["Sandbox:DiskBytes"] = "67108864",
                        ["Sandbox:MemoryBytes"] = "629145600",
                        ["Sandbox:Processes"] = "200",
                    },
                },
                TestContext.Current.CancellationToken);
        }

        public ValueTask DisposeAsync() => Platform.DisposeAsync();
    }
}
