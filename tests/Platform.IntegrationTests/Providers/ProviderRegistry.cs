using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Medallion.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.IntegrationTests.Providers;

/// <summary>A provider registry with one signed provider, on an address of this machine that a sandbox must not reach unless it is allowed.</summary>
internal sealed class ProviderRegistry : IAsyncDisposable
{
    public const string Version = "1.2.3";

    /// <summary>What the provider says when it is started.</summary>
    public const string Greeting = "hello-from-the-tiny-provider";

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("provider-keys-");
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly WebApplication _app;

    private ProviderRegistry(IPEndPoint place, X509Certificate2 certificate)
    {
        Place = place.ToString();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(place, listen => listen.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Its host and port, as the source of a provider names them.</summary>
    public string Place { get; }

    public string Source => $"{Place}/acme/tiny";

    /// <summary>The package's hash, as a lock file has it.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    private static string Platform => $"linux_{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}";

    /// <param name="authority">PEM files of a certificate authority and its key, which vouches for the registry.</param>
    public static async Task<ProviderRegistry> StartAsync(IPEndPoint place, (string Certificate, string Key) authority, CancellationToken cancellationToken)
    {
        var registry = new ProviderRegistry(place, Issue(place.Address, authority));
        await registry.PublishAsync(cancellationToken);
        await registry._app.StartAsync(cancellationToken);
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        await Command.Run("gpgconf", ["--homedir", _keys.FullName, "--kill", "all"], options => options.ThrowOnError(false)).Task;
        await _app.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private static X509Certificate2 Issue(IPAddress address, (string Certificate, string Key) authority)
    {
        using var issuer = X509Certificate2.CreateFromPemFile(authority.Certificate, authority.Key);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=A registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(issuer, new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter), RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A provider as its maker publishes it: a signed list of hashes, and the package.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var name = $"terraform-provider-tiny_{Version}_{Platform}.zip";
        var package = Package();
        var hash = Convert.ToHexStringLower(SHA256.HashData(package));
        Hash = $"zh:{hash}";
        var sums = Path.Combine(_keys.FullName, "sums");
        await File.WriteAllTextAsync(sums, $"{hash}  {name}\n", cancellationToken);
        await GpgAsync("--quick-gen-key", "A maker <maker@example.test>", "rsa2048", "sign", "never");
        await GpgAsync("--output", $"{sums}.sig", "--detach-sign", sums);
        await GpgAsync("--armor", "--output", $"{sums}.asc", "--export");

        Answer("/.well-known/terraform.json", """{"providers.v1": "/v1/providers/"}""");
        Answer("/v1/providers/acme/tiny/versions", $$"""{"versions": [{"version": "{{Version}}", "protocols": ["5.0"], "platforms": [{"os": "linux", "arch": "{{Platform[6..]}}"}]}]}""");
        var publicKey = JsonEncodedText(await File.ReadAllTextAsync($"{sums}.asc", cancellationToken));
        Answer($"/v1/providers/acme/tiny/{Version}/download/{Platform.Replace('_', '/')}", $$"""
            {
              "protocols": ["5.0"], "os": "linux", "arch": "{{Platform[6..]}}", "filename": "{{name}}", "shasum": "{{hash}}",
              "download_url": "/files/{{name}}", "shasums_url": "/files/sums", "shasums_signature_url": "/files/sums.sig",
              "signing_keys": {"gpg_public_keys": [{"key_id": "{{await KeyIdAsync()}}", "ascii_armor": "{{publicKey}}"}]}
            }
            """);
        _files[$"/files/{name}"] = package;
        _files["/files/sums"] = await File.ReadAllBytesAsync(sums, cancellationToken);
        _files["/files/sums.sig"] = await File.ReadAllBytesAsync($"{sums}.sig", cancellationToken);
    }

    private void Answer(string path, string json) => _files[path] = Encoding.UTF8.GetBytes(json);

    private static string JsonEncodedText(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();

    /// <summary>A program that says that it was started, which is as far as it gets: it does not speak the protocol of providers.</summary>
    private static byte[] Package()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry($"terraform-provider-tiny_v{Version}");
            entry.ExternalAttributes = Convert.ToInt32("100755", 8) << 16;
            using var content = entry.Open();

            // It stays until the tool ends it: of a program that is gone before its line is read the tool says something else.
            content.Write(Encoding.UTF8.GetBytes($"#!/bin/sh\necho {Greeting}\nexec sleep 30\n"));
        }

        return bytes.ToArray();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        _asked.Enqueue(path);
        if (!_files.TryGetValue(path, out var content))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // The tools take JSON only where it says that it is.
        context.Response.ContentType = path.StartsWith("/files/", StringComparison.Ordinal) ? "application/octet-stream" : "application/json";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private async Task<string> KeyIdAsync()
    {
        var listed = await GpgAsync("--list-keys", "--with-colons");
        return listed.Split('\n').First(line => line.StartsWith("pub:", StringComparison.Ordinal)).Split(':')[4];
    }

    private async Task<string> GpgAsync(params string[] arguments)
    {
        var result = await Command.Run(
            "gpg",
            (string[])["--homedir", _keys.FullName, "--batch", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments],
            options => options.ThrowOnError(false)).Task;
        Assert.True(result.Success, result.StandardError);
        return result.StandardOutput;
    }
}
