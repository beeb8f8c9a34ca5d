using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Medallion.Shell;

namespace Platform.Benchmarks;

/// <summary>The real server as a process of its own, with the embedded default, a folder of its own and a free port.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly Command _process;
    private readonly string _folder;
    private X509Certificate2Collection? _authorities;

    private ServerUnderTest(Command process, string folder, int port, string token)
    {
        _process = process;
        _folder = folder;
        Url = new Uri($"https://localhost:{port}");
        Token = token;
        Client = new HttpClient(Handler()) { BaseAddress = Url };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public Uri Url { get; }
    public string Token { get; }
    public HttpClient Client { get; }
    public int ProcessId => _process.ProcessId;

    /// <summary>From the start of the process to the first ready answer.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public string CertificateAuthority => Path.Combine(_folder, "data", "tls", "ca.pem");

    /// <summary>A folder for the caller's own files, removed at the end.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;

    public static async Task<ServerUnderTest> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("platform-benchmark-").FullName;
        var port = FreePort();
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var started = Stopwatch.GetTimestamp();
        var process = Command.Run(
            "dotnet",
            [Executable()],
            options => options
                .EnvironmentVariable("ASPNETCORE_URLS", $"https://localhost:{port}")
                .EnvironmentVariable("Platform__DataDirectory", Path.Combine(folder, "data"))
                .EnvironmentVariable("Platform__AdminToken", token));
        _ = process.StandardOutput.PipeToAsync(Stream.Null);
        _ = process.StandardError.PipeToAsync(Console.OpenStandardError(), leaveStreamOpen: true);
        var server = new ServerUnderTest(process, folder, port, token);
        await server.WaitUntilReadyAsync(cancellationToken);
        server.TimeToReady = Stopwatch.GetElapsedTime(started);
        return server;
    }

    /// <summary>Resident memory of the server alone, in MiB.</summary>
    public double Memory() => Process.GetProcessById(ProcessId).WorkingSet64 / 1048576.0;

    /// <summary>Memory of each agent in MiB: all that is resident, and its share when pages that several processes use are divided among them.</summary>
    public IReadOnlyList<(double Resident, double Share)> AgentMemory() =>
        [.. Process.GetProcesses()
            .Where(process => CommandLineOf(process.Id).Contains("Platform.Agent", StringComparison.Ordinal) && ParentOf(process.Id) == ProcessId)
            .Select(process => (process.WorkingSet64 / 1048576.0, ShareOf(process.Id)))];

    public HttpMessageHandler Handler() => new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate) },
    };

    public bool IsOurs(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return false;
        }

        if (_authorities is null)
        {
            _authorities = [];
            _authorities.ImportFromPemFile(CertificateAuthority);
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.TrySignalAsync(CommandSignal.ControlC);
        await _process.Task;
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_process.Task.IsCompleted)
            {
                throw new InvalidOperationException("The server ended before it was ready.");
            }

            try
            {
                using var answer = await Client.GetAsync("/healthz/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private static string Executable()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = here.Parent!.Name;
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "Platform.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("Run this from a checkout.");
        }

        return Path.Combine(root.FullName, "src", "Platform.Server", "bin", configuration, "net10.0", "Platform.Server.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static double ShareOf(int id)
    {
        var line = File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
