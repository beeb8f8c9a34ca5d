using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent.States;
using Platform.Contracts.Agents;

namespace Platform.UnitTests.Agent.States;

public sealed class StateEndpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("state-endpoint-");
    private readonly StateEndpoint _endpoint;
    private readonly HttpClient _client;

    public StateEndpointTests()
    {
        _endpoint = new StateEndpoint(StatePath, NullLogger.Instance);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) =>
            {
                var (near, far) = DuplexStream.Connect();
                _ = _endpoint.ServeAsync(far, cancellationToken);
                return ValueTask.FromResult(near);
            },
        });
    }

    private string StatePath => Path.Combine(_folder.FullName, "state");

    [Fact]
    public async Task A_state_is_absent_until_it_was_written_and_comes_back_as_it_was()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var none = await _client.GetAsync(StateEndpoint.AddressInside, cancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);

        var state = new string('x', 300_000);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(state));
        using var stored = await _client.PostAsync(new Uri(StateEndpoint.AddressInside, "/state?ID=1"), content, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);

        Assert.Equal(state, await _client.GetStringAsync(StateEndpoint.AddressInside, cancellationToken));
    }

    [Fact]
    public async Task A_lock_is_held_by_one_until_it_is_given_back()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", "first")).Status);
        Assert.Equal((HttpStatusCode.Locked, "first"), await SendAsync("LOCK", "second"));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("UNLOCK", "first")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("LOCK", "second")).Status);
    }

    [Theory]
    [InlineData("LOCK", 64 * 1024 + 1L)]
    [InlineData("POST", StateSize.MaxBytes + 1)]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read(string method, long length)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (near, far) = DuplexStream.Connect();
        await using (near)
        {
            var serving = _endpoint.ServeAsync(far, cancellationToken);
            await near.WriteAsync(Encoding.ASCII.GetBytes($"{method} /state HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"), cancellationToken);

            using var answer = new StreamReader(near);
            Assert.Equal("HTTP/1.1 413 Content Too Large", await answer.ReadLineAsync(cancellationToken));
            await serving;
        }

        Assert.False(File.Exists(StatePath));
    }

    public void Dispose()
    {
        _client.Dispose();
        _endpoint.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), StateEndpoint.AddressInside) { Content = new StringContent(body) };
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
