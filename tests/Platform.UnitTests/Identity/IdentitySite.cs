using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Discovery;
using Platform.Identity;
using Platform.Identity.Users;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;

namespace Platform.UnitTests.Identity;

/// <summary>The real modules of sign-in and tokens behind a real listener, with a database of their own and a clock that a test moves.</summary>
internal sealed class IdentitySite : IAsyncDisposable
{
    public const string AdminToken = "an-administrators-token-for-tests-0123456789";
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private readonly X509Certificate2 _certificate;

    private IdentitySite(WebApplication app, X509Certificate2 certificate, DirectoryInfo data, SetClock clock)
    {
        _app = app;
        _certificate = certificate;
        _data = data;
        Clock = clock;
    }

    public SetClock Clock { get; }
    public Uri Url => _app.Services.GetRequiredService<IPublicAddress>().Url;
    public IServiceProvider Services => _app.Services;

    public static async Task<IdentitySite> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("platform-identity-");
        var certificate = Certificate();
        var clock = new SetClock();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
        var services = builder.Services;
        services.AddRouting().AddDataProtection();
        services.AddSingleton<TimeProvider>(clock);
        services.Configure<PlatformOptions>(options =>
        {
            options.DataDirectory = data.FullName;
            options.AdminToken = AdminToken;
        });
        services.AddResourceIdConstraints().AddDiscovery().AddPersistence(builder.Configuration).AddOrganizations().AddIdentity();

        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapDiscovery();
        app.MapSignIn();
        app.MapGet("/form", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken).AllowAnonymous();
        app.MapGet("/me", (Authorizer access) => access.Caller.UserName).RequireAuthorization(IdentityPolicies.Pages);
        var api = app.MapGroup("/api/v2").RequireAuthorization(IdentityPolicies.Api);
        api.MapIdentity();
        api.MapOrganizations();

        var site = new IdentitySite(app, certificate, data, clock);
        await site.ActAsync<PlatformDbContext, bool>(db => db.Database.EnsureCreatedAsync(cancellationToken));
        var ensured = await site.ActAsync<FirstAdministrator, Platform.Results.Result<Platform.Results.Done>>(first => first.EnsureAsync(cancellationToken));
        Assert.Null(ensured.Refusal);
        await app.StartAsync(cancellationToken);
        return site;
    }

    /// <summary>Asks an action of the platform as the platform itself.</summary>
    public async Task<TAnswer> ActAsync<TAction, TAnswer>(Func<TAction, Task<TAnswer>> ask)
        where TAction : notnull
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await ask(scope.ServiceProvider.GetRequiredService<TAction>());
    }

    /// <summary>A client that keeps cookies and shows redirects instead of following them.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificate } } },
        })
        {
            BaseAddress = Url,
        };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A browser in which a new user without rights is signed in.</summary>
    public async Task<(HttpClient Browser, User User)> SignInAsync(string name, CancellationToken cancellationToken)
    {
        const string Password = "a long enough password";
        var made = await ActAsync<CreateUser, Platform.Results.Result<User>>(create => create.ExecuteAsync(new NewUser(name, Password: Password), cancellationToken));
        Assert.Null(made.Refusal);
        var browser = Client();
        var answer = await PostFormAsync(browser, "/sign-in", [new("userName", name), new("password", Password)], cancellationToken);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        return (browser, made.Value!);
    }

    /// <summary>Posts a form as one of our pages would, with its antiforgery token.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient browser, string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        var token = await browser.GetStringAsync(new Uri("/form", UriKind.Relative), cancellationToken);
        using var form = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", token)]);
        return await browser.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.Clone();
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
