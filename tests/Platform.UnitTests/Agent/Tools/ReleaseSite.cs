using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Medallion.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Agent.Tools;

namespace Platform.UnitTests.Agent.Tools;

/// <summary>A mirror of releases on loopback, with a signing key of its own.</summary>
internal sealed class ReleaseSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("release-keys-");

    private ReleaseSite(WebApplication app) => _app = app;

    /// <summary>What is answered, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Where a path leads to instead.</summary>
    public Dictionary<string, string> Redirects { get; } = [];

    public Uri Url => new(_app.Urls.Single());

    public string PublicKey { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ReleaseSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var site = new ReleaseSite(app);
        app.Run(site.AnswerAsync);
        await app.StartAsync(Token);
        await site.GpgAsync("--quick-gen-key", "A tester <tester@example.test>", "ed25519", "sign", "never");
        site.PublicKey = Path.Combine(site._keys.FullName, "public.asc");
        await site.GpgAsync("--armor", "--output", site.PublicKey, "--export");
        return site;
    }

    /// <summary>A release as its vendor publishes it.</summary>
    public async Task PublishAsync(string name, string version, string content, string signatureSuffix)
    {
        var archive = Archive(name, version);
        Files[archive] = Zip(name, content);
        Files[Sums(name, version)] = Encoding.UTF8.GetBytes($"{new string('0', 64)}  other.zip\n{Convert.ToHexStringLower(SHA256.HashData(Files[archive]))}  {Path.GetFileName(archive)}\n");
        await SignAsync(name, version, signatureSuffix);
        Files[$"/{name}/index.json"] = JsonSerializer.SerializeToUtf8Bytes(new { name, versions = new Dictionary<string, object> { [version] = new(), ["0.0.1"] = new() } });
    }

    public async Task SignAsync(string name, string version, string signatureSuffix)
    {
        var signed = Path.Combine(_keys.FullName, "signed");
        await File.WriteAllBytesAsync(signed, Files[Sums(name, version)], Token);
        await GpgAsync("--yes", "--output", signed + ".sig", "--detach-sign", signed);
        Files[Sums(name, version) + signatureSuffix] = await File.ReadAllBytesAsync(signed + ".sig", Token);
    }

    public static string Sums(string name, string version) => $"/{name}/{version}/{name}_{version}_SHA256SUMS";

    public static string Archive(string name, string version) => $"/{name}/{version}/{name}_{version}_linux_{ToolPlatform.Architecture}.zip";

    public async ValueTask DisposeAsync()
    {
        await Command.Run("gpgconf", ["--homedir", _keys.FullName, "--kill", "all"], options => options.ThrowOnError(false)).Task;
        await _app.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Redirects.TryGetValue(path, out var target))
        {
            context.Response.Redirect(target);
        }
        else if (Files.TryGetValue(path, out var content))
        {
            await context.Response.Body.WriteAsync(content, Token);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static byte[] Zip(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return bytes.ToArray();
    }

    private async Task GpgAsync(params string[] arguments)
    {
        var result = await Command.Run(
            "gpg",
            (string[])["--homedir", _keys.FullName, "--batch", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments],
            options => options.ThrowOnError(false)).Task;
        Assert.True(result.Success, result.StandardError);
    }
}
