using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

public sealed class UploadTests(SharedPlatform shared)
{
    private const string Configuration = """
        output "sum" {
          value = filesha256("big.bin")
        }
        """;

    [Fact, Trait("Needs", "tool"), Trait("Needs", "sandbox")]
    public async Task A_configuration_of_24_megabytes_arrives_whole()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        // Random, so that it is 24 MB compressed too.
        var content = RandomNumberGenerator.GetBytes(24_000_000);
        await File.WriteAllBytesAsync(Path.Combine(workspace.Cli.Folder, "big.bin"), content, cancellationToken);

        var planned = await workspace.RunAsync(cancellationToken, "plan");

        Assert.Contains($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", planned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_upload_is_refused_with_a_sentence_and_the_version_before_stays_in_use()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var settings = new Dictionary<string, string> { ["ConfigurationVersions:MaxArchiveBytes"] = "100000" };
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false, Settings = settings }, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, cancellationToken)).GetProperty("id").GetString()!;
        var good = await platform.Api.UploadAsync(workspace, cancellationToken, ("main.tf", "# good\n"));

        await RefuseAsync("this is no archive"u8.ToArray(), "The upload is not compressed with gzip");
        await RefuseAsync(Zip([.. Enumerable.Repeat((byte)'x', 4096)]), "not a tar archive");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.RegularFile, "../outside.tf")), "could lead out of the configuration's folder");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.RegularFile, "/etc/outside")), "an absolute name");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "../../etc/passwd" }), "leads out of the configuration's folder");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.HardLink, "link") { LinkName = "main.tf" }), "a hard link");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.CharacterDevice, "null")), "a device");
        await RefuseAsync(Entry(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[5_000_000]) }), "expands to more than");
        await RefuseAsync(RandomNumberGenerator.GetBytes(200_000), "larger than");

        // Without a configuration version named, a run takes the newest that can be used.
        var run = await platform.Api.GetAsync($"runs/{await platform.Api.CreateRunAsync(workspace, cancellationToken)}", cancellationToken);
        Assert.Equal(good, run.GetProperty("relationships").GetProperty("configuration-version").GetProperty("data").GetProperty("id").GetString());

        async Task RefuseAsync(byte[] upload, string sentence)
        {
            var version = await platform.Api.PostAsync($"workspaces/{workspace}/configuration-versions", "configuration-versions", new Dictionary<string, object> { ["auto-queue-runs"] = false }, cancellationToken);
            using var content = new ByteArrayContent(upload);
            using var anonymous = platform.CreateClient(token: null);
            using var answer = await anonymous.PutAsync(version.GetProperty("attributes").GetProperty("upload-url").GetString(), content, cancellationToken);

            Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.UnprocessableEntity, HttpStatusCode.RequestEntityTooLarge]);
            Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(cancellationToken), StringComparison.Ordinal);
            var read = await platform.Api.GetAsync($"configuration-versions/{version.GetProperty("id").GetString()}", cancellationToken);
            Assert.Equal("errored", read.GetProperty("attributes").GetProperty("status").GetString());
            Assert.Contains(sentence, read.GetProperty("attributes").GetProperty("error-message").GetString(), StringComparison.Ordinal);
        }
    }

    private static byte[] Entry(TarEntry entry)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(entry);
        }

        return Zip(tar.ToArray());
    }

    private static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }
}
