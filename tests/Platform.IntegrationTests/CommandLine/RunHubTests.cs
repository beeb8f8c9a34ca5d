using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class RunHubTests(SharedPlatform shared)
{
    private const string Configuration = "output \"x\" {\n  value = 1\n}\n";

    private const string Slow = """
        resource "terraform_data" "slow" {
          provisioner "local-exec" {
            command = "echo it began; sleep 45"
          }
        }
        """;

    [Fact]
    public async Task A_log_is_followed_from_an_offset_to_its_end()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "plan");
        var run = (await workspace.RunsAsync(cancellationToken))[^1].GetProperty("id").GetString();
        var plan = (await workspace.Api.GetAsync($"runs/{run}/plan", cancellationToken)).GetProperty("id").GetString()!;

        var (text, error) = await FollowAsync(workspace.Platform, workspace.Platform.AdminToken, plan, from: 10, cancellationToken);

        Assert.Null(error);
        var (all, _) = await FollowAsync(workspace.Platform, workspace.Platform.AdminToken, plan, from: 0, cancellationToken);
        Assert.Contains("Changes to Outputs", all, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(all).AsSpan(10)), text);
    }

    [Fact]
    public async Task A_revoked_token_ends_the_stream_that_it_opened_and_opens_no_other()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Slow, cancellationToken);
        var me = (await workspace.Api.GetAsync("account/details", cancellationToken)).GetProperty("id").GetString();
        var made = await workspace.Api.PostAsync($"users/{me}/authentication-tokens", "authentication-tokens", new { description = "for a viewer" }, cancellationToken);
        var token = made.GetProperty("attributes").GetProperty("token").GetString()!;
        var route = $"authentication-tokens/{made.GetProperty("id").GetString()}";
        var id = await workspace.IdAsync(cancellationToken);
        var upload = await workspace.Api.UploadAsync(id, cancellationToken, ("main.tf", Slow));
        var run = await workspace.Api.CreateRunAsync(id, cancellationToken, upload, new Dictionary<string, object> { ["auto-apply"] = true });
        await workspace.Api.WaitForRunAsync(run, cancellationToken, "applying");
        var apply = (await workspace.Api.GetAsync($"runs/{run}/apply", cancellationToken)).GetProperty("id").GetString()!;

        var following = FollowAsync(workspace.Platform, token, apply, from: 0, cancellationToken, stopAtFirst: async () =>
            await workspace.Api.SendAsync(HttpMethod.Delete, route, null, cancellationToken));
        var (_, error) = await following.WaitAsync(TimeSpan.FromSeconds(40), cancellationToken);

        Assert.Contains("that you may see", error, StringComparison.Ordinal);
        Assert.Equal("applying", (await workspace.Api.GetAsync($"runs/{run}", cancellationToken)).GetProperty("attributes").GetProperty("status").GetString());
        await Assert.ThrowsAnyAsync<WebSocketException>(() => FollowAsync(workspace.Platform, token, apply, from: 0, cancellationToken));
        await workspace.Api.ActAsync($"runs/{run}/actions/cancel", cancellationToken);
    }

    [Fact]
    public async Task The_log_of_another_tenants_run_does_not_exist()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        await workspace.RunAsync(cancellationToken, "plan");
        var run = (await workspace.RunsAsync(cancellationToken))[^1].GetProperty("id").GetString();
        var plan = (await workspace.Api.GetAsync($"runs/{run}/plan", cancellationToken)).GetProperty("id").GetString()!;
        var token = await TokenOfSomebodyElseAsync(workspace.Platform, cancellationToken);

        var (text, error) = await FollowAsync(workspace.Platform, token, plan, from: 0, cancellationToken);

        Assert.Equal("", text);
        Assert.Contains($"There is no log {plan} that you may see.", error, StringComparison.Ordinal);
    }

    private static async Task<string> TokenOfSomebodyElseAsync(TestPlatform platform, CancellationToken cancellationToken)
    {
        await using var scope = platform.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var user = (await scope.ServiceProvider.GetRequiredService<CreateUser>().ExecuteAsync(new NewUser($"viewer{Guid.NewGuid():N}"[..20]), cancellationToken)).Value!;
        var issued = IssuedToken.ForUser(user.Id, "", TimeProvider.System.GetUtcNow(), expiresAt: null);
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        db.ApiTokens.Add(issued.Token);
        await db.SaveChangesAsync(cancellationToken);
        return issued.Secret;
    }

    private static async Task<(string Text, string? Error)> FollowAsync(
        TestPlatform platform, string token, string phase, long from, CancellationToken cancellationToken, Func<Task>? stopAtFirst = null)
    {
        using var socket = new ClientWebSocket();
        using var client = platform.CreateClient(token);
        await socket.ConnectAsync(new UriBuilder(platform.Url) { Scheme = "wss", Path = "/hubs/runs" }.Uri, client, cancellationToken);
        await SendAsync(socket, """{"protocol":"json","version":1}""", cancellationToken);
        await SendAsync(socket, JsonSerializer.Serialize(new { type = 4, invocationId = "1", target = "Follow", arguments = new object[] { phase, "Text", from } }), cancellationToken);

        using var bytes = new MemoryStream();
        await foreach (var message in MessagesAsync(socket, cancellationToken))
        {
            if (message.TryGetProperty("item", out var item))
            {
                bytes.Write(item.GetProperty("bytes").GetBytesFromBase64());
                if (stopAtFirst is { } stop)
                {
                    stopAtFirst = null;
                    await stop();
                }
            }
            else if (message.TryGetProperty("type", out var type) && type.GetInt32() == 3)
            {
                return (Encoding.UTF8.GetString(bytes.ToArray()), message.TryGetProperty("error", out var error) ? error.GetString() : null);
            }
        }

        throw new WebSocketException("The hub closed the connection.");
    }

    private static async IAsyncEnumerable<JsonElement> MessagesAsync(
        ClientWebSocket socket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const byte endOfMessage = 0x1e;
        using var pending = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } received)
        {
            for (var at = 0; at < received.Count; at++)
            {
                if (buffer[at] != endOfMessage)
                {
                    pending.WriteByte(buffer[at]);
                    continue;
                }

                using var document = JsonDocument.Parse(pending.ToArray());
                pending.SetLength(0);
                yield return document.RootElement.Clone();
            }
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
