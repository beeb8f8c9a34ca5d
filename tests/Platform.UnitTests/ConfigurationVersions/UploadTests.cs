using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;
using Platform.UnitTests.ConfigurationVersions.Archives;

namespace Platform.UnitTests.ConfigurationVersions;

public sealed class UploadTests
{
    private static readonly byte[] Good = new TestArchive().File("main.tf", "resource \"terraform_data\" \"a\" {}").Compressed();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_configuration_is_uploaded_once_and_comes_back_as_it_was(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var workspace = await api.CreateWorkspaceAsync();
        var made = (await api.SendAsync("POST", $"/workspaces/{workspace}/configuration-versions", """{"data":{"type":"configuration-versions","attributes":{"auto-queue-runs":false}}}""")).Is(201);
        var url = made.Attribute("upload-url").GetString()!;
        (await api.SendAsync("GET", $"/configuration-versions/{made.Id}/download")).Is(404);

        (await api.SendAsync("PUT", url, Good)).Is(200);

        var read = (await api.SendAsync("GET", $"/configuration-versions/{made.Id}?include=ingress_attributes")).Is(200);
        Assert.Equal(("uploaded", JsonValueKind.Null), (read.Attribute("status").GetString(), read.Attribute("upload-url").ValueKind));
        Assert.Equal(Good, (await api.SendAsync("GET", $"/configuration-versions/{made.Id}/download")).Is(200).Body);
        (await api.SendAsync("PUT", url, new TestArchive().File("other.tf").Compressed())).Is(410);
        Assert.Equal(Good, (await api.SendAsync("GET", $"/configuration-versions/{made.Id}/download")).Is(200).Body);
        Assert.Equal(made.Id, (await api.SendAsync("GET", $"/workspaces/{workspace}")).Related("current-configuration-version").GetProperty("id").GetString());
        Assert.Single((await api.SendAsync("GET", $"/workspaces/{workspace}/configuration-versions")).Is(200).Data.EnumerateArray());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_refused_archive_ends_the_configuration_with_a_plain_sentence(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var (id, url) = await CreateAsync(api);

        (await api.SendAsync("PUT", url, new TestArchive().File("../evil").Compressed())).Is(422);

        var read = (await api.SendAsync("GET", $"/configuration-versions/{id}")).Is(200);
        Assert.Equal("errored", read.Attribute("status").GetString());
        Assert.Contains("../evil", read.Attribute("error-message").GetString(), StringComparison.Ordinal);
        (await api.SendAsync("PUT", url, Good)).Is(410);
        (await api.SendAsync("GET", $"/configuration-versions/{id}/download")).Is(404);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_archive_over_the_limit_is_too_large_whether_its_length_is_announced_or_not(bool announced)
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (id, url) = await CreateAsync(api);
        var large = new TestArchive().File("random", Convert.ToBase64String(RandomNumberGenerator.GetBytes(2_500_000))).Compressed();

        (await api.SendAsync("PUT", url, announced ? large : new UnknownLengthStream(large))).Is(413);

        Assert.Equal("errored", (await api.SendAsync("GET", $"/configuration-versions/{id}")).Attribute("status").GetString());
    }

    [Fact]
    public async Task A_broken_upload_can_be_tried_again()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (id, url) = await CreateAsync(api);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => api.SendAsync("PUT", url, new BreakingStream(Good)));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        ApiAnswer answer;
        while ((answer = await api.SendAsync("PUT", url, Good)).Status == 409)
        {
            // The server has not noticed yet that the first sender is gone.
            limit.Token.ThrowIfCancellationRequested();
        }

        answer.Is(200);
        Assert.Equal("uploaded", (await api.SendAsync("GET", $"/configuration-versions/{id}")).Attribute("status").GetString());
    }

    [Fact]
    public async Task Of_uploads_to_one_address_at_once_one_is_taken()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (id, url) = await CreateAsync(api);
        var archives = Enumerable.Range(0, 6).Select(i => new TestArchive().File($"{i}.tf").Compressed()).ToArray();

        var answers = await Task.WhenAll(archives.Select(archive => api.SendAsync("PUT", url, archive)));

        var taken = Assert.Single(Enumerable.Range(0, 6), i => answers[i].Status == 200);
        Assert.All(answers.Where((_, i) => i != taken), answer => Assert.Contains(answer.Status, new[] { 409, 410 }));
        Assert.Equal(archives[taken], (await api.SendAsync("GET", $"/configuration-versions/{id}/download")).Is(200).Body);
    }

    [Fact]
    public async Task An_altered_address_is_unknown()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (id, url) = await CreateAsync(api);
        var (other, _) = await CreateAsync(api);

        (await api.SendAsync("PUT", url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), Good)).Is(404);
        (await api.SendAsync("PUT", url.Replace(id, other, StringComparison.Ordinal), Good)).Is(404);
        Assert.Equal("pending", (await api.SendAsync("GET", $"/configuration-versions/{id}")).Attribute("status").GetString());
    }

    [Fact]
    public async Task An_upload_that_shall_start_a_run_announces_it_in_the_name_of_who_made_the_configuration()
    {
        var heard = new List<(string Id, UserId? User)>();
        await using var api = await ApiServer.StartAsync(
            TestDatabase.Sqlite, services => services.AddScoped<IConfigurationUploaded>(provider => new Listener(heard, provider.GetRequiredService<CallerAccessor>())), Token);
        await api.CreateOrganizationAsync();
        await api.CreateWorkspaceAsync();
        var (silent, silentUrl) = await CreateAsync(api, """{"auto-queue-runs":false}""");
        var (id, url) = await CreateAsync(api, "");

        (await api.SendAsync("PUT", silentUrl, Good)).Is(200);
        (await api.SendAsync("PUT", url, Good)).Is(200);

        Assert.Equal([(id, api.Administrator)], heard);
        Assert.NotEqual(silent, id);
    }

    [Fact]
    public async Task Only_a_configuration_that_is_no_longer_current_is_archived()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (first, firstUrl) = await CreateAsync(api);
        (await api.SendAsync("POST", $"/configuration-versions/{first}/actions/archive")).Is(409);
        (await api.SendAsync("PUT", firstUrl, Good)).Is(200);
        (await api.SendAsync("POST", $"/configuration-versions/{first}/actions/archive")).Is(409);
        var (_, secondUrl) = await CreateAsync(api);
        (await api.SendAsync("PUT", secondUrl, Good)).Is(200);

        (await api.SendAsync("POST", $"/configuration-versions/{first}/actions/archive")).Is(202);

        Assert.Equal("archived", (await api.SendAsync("GET", $"/configuration-versions/{first}")).Attribute("status").GetString());
        (await api.SendAsync("GET", $"/configuration-versions/{first}/download")).Is(404);
    }

    private static async Task<(string Id, string Url)> CreateAsync(ApiServer api, string body = """{"auto-queue-runs":false}""")
    {
        var workspace = (await api.SendAsync("GET", "/organizations/demo/workspaces/ws1")) is { Status: 200 } there ? there.Id : (await api.CreateWorkspaceAsync()).Value;
        var made = (await api.SendAsync("POST", $"/workspaces/{workspace}/configuration-versions", body)).Is(201);
        return (made.Id, made.Attribute("upload-url").GetString()!);
    }

    private async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private sealed class Listener(List<(string Id, UserId? User)> heard, CallerAccessor accessor) : IConfigurationUploaded
    {
        public Task UploadedAsync(ConfigurationVersion configuration, CancellationToken cancellationToken)
        {
            heard.Add((configuration.Id.Value, accessor.Caller.UserId));
            return Task.CompletedTask;
        }
    }

    /// <summary>Sent in chunks, since nobody can tell its length.</summary>
    private sealed class UnknownLengthStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content[..(content.Length / 2)])
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The connection broke.");
    }
}
