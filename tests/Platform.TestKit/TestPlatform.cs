using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.TestKit.Contract;

namespace Platform.TestKit;

/// <summary>A whole platform for a test: the real server on a free port, with its own data folder, database and certificate authority.</summary>
public sealed class TestPlatform : IAsyncDisposable
{
    private const string SharedDirectory = "Platform:SharedDirectory";
    private const string Roles = "Platform:Roles";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly TestOptions _options;
    private readonly bool _ownProcess;
    private readonly TestOutput _output = new();
    private ProgramCopy? _ofOrdinaryUser;
    private IRunningServer? _server;
    private HttpClient? _client;

    private TestPlatform(string dataDirectory, int port, string adminToken, IReadOnlyDictionary<string, string> settings, TestOptions options, bool ownProcess)
    {
        DataDirectory = dataDirectory;
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}/"));
        AdminToken = adminToken;
        _settings = settings;
        _options = options;
        _ownProcess = ownProcess;
    }

    public Uri Url { get; }

    /// <summary>The host as configurations name it, with the port.</summary>
    public string Host => Url.Authority;

    public string DataDirectory { get; }

    /// <summary>The first administrator's API token.</summary>
    public string AdminToken { get; }

    public string CertificateAuthorityPath => _options.CertificateAuthorityPath ?? Path.Combine(_settings.GetValueOrDefault(SharedDirectory, DataDirectory), "tls", "ca.pem");

    /// <summary>Speaks to the platform as the first administrator.</summary>
    public HttpClient Client => _client ??= CreateClient(AdminToken);

    /// <summary>Helpers that speak to the API, as the first administrator.</summary>
    public TestApi Api => new(Client);

    /// <summary>The server's services; null where it is a process of its own.</summary>
    public IServiceProvider? Services => _server?.Services;

    /// <summary>What the server wrote, where it is a process of its own.</summary>
    public ChildProcess? Process => _server?.Process;

    /// <summary>Starts a platform on SQLite in this process.</summary>
    public static Task<TestPlatform> StartAsync(CancellationToken cancellationToken) => StartAsync(new TestOptions(), cancellationToken);

    /// <summary>Starts a platform in this process.</summary>
    public static Task<TestPlatform> StartAsync(TestDatabase database, CancellationToken cancellationToken) =>
        StartAsync(new TestOptions { Database = database }, cancellationToken);

    /// <summary>Starts a platform in this process.</summary>
    public static Task<TestPlatform> StartAsync(TestOptions options, CancellationToken cancellationToken) => StartAsync(options, ownProcess: false, cancellationToken);

    /// <summary>Starts a platform as a process, which can be killed and started again.</summary>
    public static Task<TestPlatform> StartProcessAsync(TestOptions options, CancellationToken cancellationToken) => StartAsync(options, ownProcess: true, cancellationToken);

    /// <summary>Starts another node of the same site: the same database and shared folder, an address and a data folder of its own.</summary>
    /// <param name="roles">What it does, for example <c>Worker</c>.</param>
    /// <param name="settings">Settings on top.</param>
    /// <param name="ownProcess">Whether it is a process, which can be killed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<TestPlatform> JoinAsync(IReadOnlyList<string> roles, IReadOnlyDictionary<string, string> settings, bool ownProcess, CancellationToken cancellationToken)
    {
        var joined = _settings.Where(setting => !setting.Key.StartsWith(Roles, StringComparison.Ordinal)).ToDictionary();
        joined[SharedDirectory] = _settings.GetValueOrDefault(SharedDirectory, DataDirectory);
        joined["Platform:PublicUrl"] = Url.ToString();
        SetRoles(joined, roles);
        foreach (var (name, value) in settings)
        {
            joined[name] = value;
        }

        return StartAsync(joined, AdminToken, _options, ownProcess, cancellationToken);
    }

    /// <summary>A client that trusts the platform's authority, sends the token, if any, and holds every answer of the API against its description.</summary>
    public HttpClient CreateClient(string? token) => CreateClient(token, handler => new ContractCheck(() => Services?.GetService<EndpointDataSource>(), handler));

    /// <summary>The same without the check, whose time would be measured too.</summary>
    public HttpClient CreatePlainClient(string? token) => CreateClient(token, handler => handler);

    private HttpClient CreateClient(string? token, Func<HttpMessageHandler, HttpMessageHandler> around)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(CertificateAuthorityPath);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A request that asks before it sends its body waits for the answer, however busy the machine is.
            Expect100ContinueTimeout = TimeSpan.FromSeconds(60),
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority },
                },
            },
        };
        var client = new HttpClient(around(handler)) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(100) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A folder with these files, in which the real command line works against this platform.</summary>
    public CommandLine CommandLineIn(params (string Name, string Text)[] files) => CommandLine.Create(this, Needs.CommandLine(), files);

    /// <summary>An empty folder in which this program, a <c>terraform</c> or a <c>tofu</c>, works against this platform.</summary>
    public CommandLine CommandLineOf(string program) => CommandLine.Create(this, program, []);

    /// <summary>Ends the server's process as a crash would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        var process = Process ?? throw new InvalidOperationException("Only a platform with a process of its own can be killed: use StartProcessAsync.");
        process.Kill();
        await process.WaitAsync(StartLimit, cancellationToken);
        await process.DisposeAsync();
        _server = null;
    }

    /// <summary>Stops the server as its service manager would.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    /// <summary>Stops the server where it runs, and starts it again with the same data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartServerAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _output.Dispose();
        _ofOrdinaryUser?.Dispose();
        TestFolder.Delete(DataDirectory);
    }

    private static async Task<TestPlatform> StartAsync(TestOptions options, bool ownProcess, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var token = $"test-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
        var settings = new Dictionary<string, string>
        {
            ["Platform:AdminToken"] = token,
            ["Worker:Slots"] = "2",
            // More than half of the processor time that an agent takes before its job; the quickstart's test leaves it on, as it is for everybody.
            ["Worker:Rehearse"] = "false",
            // A test reaches nothing but this machine.
            ["Tools:Download"] = "false",
            ["Logging:Console:FormatterName"] = "simple",
        };
        if (options.Database == TestDatabase.PostgreSql)
        {
            settings["Database:Provider"] = "PostgreSql";
            settings["ConnectionStrings:Platform"] = await PostgreSqlServer.CreateDatabaseAsync(cancellationToken);
        }

        if (!options.Workers)
        {
            SetRoles(settings, ["Api", "Ui", "Scheduler"]);
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return await StartAsync(settings, token, options, ownProcess, cancellationToken);
    }

    private static async Task<TestPlatform> StartAsync(
        Dictionary<string, string> settings, string token, TestOptions options, bool ownProcess, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        // Not the system's folder for temporary files: a sandbox has one of its own in its place.
        var folder = Directory.CreateDirectory($"/var/tmp/platform-test-{Guid.NewGuid():N}").FullName;
        settings["urls"] = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}");
        settings["Platform:DataDirectory"] = folder;
        var platform = new TestPlatform(folder, port, token, settings, options, ownProcess);
        try
        {
            if (options.OrdinaryUser)
            {
                platform._ofOrdinaryUser = await ProgramCopy.CreateAsync();
                await ProgramCopy.GiveAsync(folder);
            }

            await platform.StartServerAsync(cancellationToken);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    private static void SetRoles(Dictionary<string, string> settings, IReadOnlyList<string> roles)
    {
        foreach (var (i, role) in roles.Index())
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"{Roles}:{i}")] = role;
        }
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        string[] settings = [.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        if (!_ownProcess)
        {
            _server = await ServerInProcess.StartAsync(settings, _output, cancellationToken);
            return;
        }

        _server = ServerProcess.Start(settings, _options.Environment, _ofOrdinaryUser, _output);
        await Eventually.IsAsync(IsReadyAsync, "the server is ready", StartLimit, cancellationToken);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (Process is { HasEnded: true } ended)
        {
            throw new InvalidOperationException($"The server ended instead of serving. It wrote:\n{ended.Output}");
        }

        if (!File.Exists(CertificateAuthorityPath))
        {
            return false;
        }

        using var anonymous = CreateClient(token: null);
        try
        {
            using var answer = await anonymous.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
