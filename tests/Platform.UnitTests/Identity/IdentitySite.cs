using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Audit;
using Platform.Discovery;
using Platform.Events;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Secrets;
using Platform.Teams;
using Platform.TestKit.Contract;

namespace Platform.UnitTests.Identity;

/// <summary>The real modules of sign-in and tokens behind a real listener, with a database of their own and a clock that a test moves.</summary>
public sealed class IdentitySite : IAsyncLifetime
{
    public const string Password = "a long enough password";
    public const string AdminToken = "an-administrators-token-for-tests-0123456789";
    private readonly SetClock _clock = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-identity-");
    private readonly X509Certificate2 _certificate = Certificate();
    private WebApplication _app = null!;
    private int _users;

    public Uri Url => _app.Services.GetRequiredService<IPublicAddress>().Url;
    public IServiceProvider Services => _app.Services;
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Moves the clock; tests share the site, so it only ever goes on.</summary>
    public void Advance(TimeSpan by) => _clock.Advance(by);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
        var services = builder.Services;
        services.AddRouting();
        services.AddSingleton<TimeProvider>(_clock);
        services.Configure<PlatformOptions>(options =>
        {
            options.DataDirectory = _data.FullName;
            options.AdminToken = AdminToken;
        });
        services.AddResourceIdConstraints().AddDiscovery().AddPersistence(builder.Configuration).AddSecrets(builder.Configuration).AddOrganizations().AddTeams().AddIdentity().AddAudit(builder.Configuration);
        services.AddSingleton<IEventStream, MemoryEventStream>();

        var app = _app = builder.Build();
        app.UseRouting();
        app.UseAudit();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapDiscovery();
        app.MapSignIn();
        app.MapLoginService();

        // A page of the UI takes POST as well, and only an order tells the two endpoints apart.
        app.MapMethods("/sign-in", ["GET", "POST"], () => "the sign-in page").AllowAnonymous();
        app.MapGet("/form", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken).AllowAnonymous();
        app.MapGet("/me", (Authorizer access) => access.Caller.UserName).RequireAuthorization(IdentityPolicies.Pages);
        var api = app.MapGroup("/api/v2").RequireAuthorization(IdentityPolicies.Api);
        api.MapIdentity();
        api.MapOrganizations();
        api.MapTeams();
        api.MapAccess();
        api.MapAudit();

        var token = TestContext.Current.CancellationToken;
        await ActAsync<PlatformDbContext, bool>(db => db.Database.EnsureCreatedAsync(token));
        var ensured = await ActAsync<FirstAdministrator, Platform.Results.Result<Platform.Results.Done>>(first => first.EnsureAsync(token));
        Assert.Null(ensured.Refusal);
        await app.StartAsync(token);
    }

    /// <summary>Asks an action of the platform as the platform itself.</summary>
    public async Task<TAnswer> ActAsync<TAction, TAnswer>(Func<TAction, Task<TAnswer>> ask)
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(ask);
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await ask(scope.ServiceProvider.GetRequiredService<TAction>());
    }

    /// <summary>A client that keeps cookies and shows redirects instead of following them.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new ContractCheck(Services.GetRequiredService<EndpointDataSource>, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificate } } },
        }))
        {
            BaseAddress = Url,
        };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A new user without rights.</summary>
    public async Task<User> CreateUserAsync(CancellationToken cancellationToken)
    {
        var made = await ActAsync<CreateUser, Platform.Results.Result<User>>(
            create => create.ExecuteAsync(new NewUser($"user{Interlocked.Increment(ref _users)}", Password: Password), cancellationToken));
        Assert.Null(made.Refusal);
        return made.Value!;
    }

    /// <summary>A browser in which a new user without rights is signed in.</summary>
    public async Task<(HttpClient Browser, User User)> SignInAsync(CancellationToken cancellationToken)
    {
        var user = await CreateUserAsync(cancellationToken);
        var browser = Client();
        using var answer = await PostFormAsync(browser, "/sign-in", [new("userName", user.UserName!), new("password", Password)], cancellationToken);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        return (browser, user);
    }

    /// <summary>Stores a token as if it had been made here.</summary>
    internal async Task<IssuedToken> StoreAsync(IssuedToken issued, CancellationToken cancellationToken)
    {
        await ActAsync<PlatformDbContext, int>(db =>
        {
            db.ApiTokens.Add(issued.Token);
            return db.SaveChangesAsync(cancellationToken);
        });
        return issued;
    }

    /// <summary>A client that speaks with a new token of the user.</summary>
    public async Task<HttpClient> ClientAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Client((await StoreAsync(IssuedToken.ForUser(user.Id, "", Now, expiresAt: null), cancellationToken)).Secret);
    }

    /// <summary>Posts a form as one of our pages would, with its antiforgery token.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient browser, string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(browser);
        var token = await browser.GetStringAsync(new Uri("/form", UriKind.Relative), cancellationToken);
        using var form = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", token)]);
        return await browser.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>Sends JSON below the API's base and reads the answer's; any success is expected unless another status is.</summary>
    public static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, string? body = null, HttpStatusCode? expected = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/v2/{path}", UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/vnd.api+json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected is { } status ? answer.StatusCode == status : answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
