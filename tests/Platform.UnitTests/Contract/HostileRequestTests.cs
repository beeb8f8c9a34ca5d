using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.JsonApi;

namespace Platform.UnitTests.Contract;

public sealed class HostileRequestTests
{
    /// <summary>The environment variable that takes the seed which a failure named, to send the same requests again.</summary>
    private const string SeedVariable = "PLATFORM_TESTS_SEED";

    private const int RequestsWithBody = 16;
    private const int RequestsWithoutBody = 5;
    private readonly List<string> _faults = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_sent_to_a_route_is_no_fault_of_the_server_and_what_is_refused_changes_nothing()
    {
        var first = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given
            ? ulong.Parse(given, CultureInfo.InvariantCulture)
            : BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        var seed = first;
        await using var site = await ContractSite.StartAsync();
        var foreign = ForeignRows(site);
        Assert.NotEmpty(foreign);

        foreach (var route in site.Routes)
        {
            for (var round = route.Body is null ? RequestsWithoutBody : RequestsWithBody; round > 0; round--)
            {
                // Ids change when something of the person's was deleted; what is drawn for them does not.
                var request = new HostileRequests(site.Own, site.Foreign).To(route).Sample(1, new Rnd(seed++, 1), 50).Single();
                await TryAsync(site, request, foreign);
            }
        }

        Assert.True(_faults.Count == 0, $"{SeedVariable}={first} sends the same again. {_faults.Count} faults.\n{string.Join("\n\n", _faults.Take(10))}");
    }

    private async Task TryAsync(ContractSite site, HostileRequest request, HashSet<string> foreign)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Route.Method), request.Address);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = string.IsNullOrEmpty(request.ContentType) ? null : MediaTypeHeaderValue.Parse(request.ContentType);
        }

        var entries = await site.Contents.CountAuditEntriesAsync(Token);
        using var answer = await site.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync(Token);
        var status = (int)answer.StatusCode;
        var (gone, came) = await site.Contents.ReadAsync(Token);
        if (status >= 500)
        {
            Fault("a fault of the server");
        }
        else if (status >= 400 && request.Route.IsJsonApi && !IsErrorDocument(answer, text))
        {
            Fault("a refusal that is no document with errors");
        }

        if (status >= 400 && gone.Count + came.Count > 0)
        {
            Fault($"a refusal that changed something\n  gone: {string.Join("\n  gone: ", gone)}\n  new: {string.Join("\n  new: ", came)}");
        }

        // Rows that only changed may have got nothing but a new revision.
        if (status < 400 && request.Route.IsJsonApi && gone.Count != came.Count && await site.Contents.CountAuditEntriesAsync(Token) == entries)
        {
            Fault($"a change without an entry in the audit trail\n  gone: {string.Join("\n  gone: ", gone)}\n  new: {string.Join("\n  new: ", came)}");
        }

        if (!foreign.IsSubsetOf(site.Contents.Rows))
        {
            Fault("a change of what is another organization's");
        }

        if (gone.Count > 0 && !site.IsWhole(gone))
        {
            await site.RenewAsync();
        }

        void Fault(string what) => _faults.Add($"{what}: {request}\n  answered {status}: {text[..Math.Min(text.Length, 500)]}");
    }

    private static bool IsErrorDocument(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType != JsonApiSerializer.MediaType)
        {
            return false;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0
            && errors.EnumerateArray().All(error =>
                error.GetProperty("status").GetString() == ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)
                && error.GetProperty("title").GetString() is { Length: > 0 });
    }

    private static HashSet<string> ForeignRows(ContractSite site) =>
        site.Contents.Rows.Where(row => site.Foreign.Ids.Values.Any(id => row.Contains(id, StringComparison.Ordinal))).ToHashSet();
}
