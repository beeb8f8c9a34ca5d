using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Discovery;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.Persistence;
using Platform.Results;

namespace Platform.UnitTests.Identity;

public sealed class FirstAdministratorTests : IDisposable
{
    private const string Chosen = "chosen-by-the-operator-0123456789abcdef";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-admin-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_an_administrator_and_writes_a_token_only_the_server_reads()
    {
        Assert.Null((await StartAsync(adminToken: null)).Refusal);

        var path = Path.Combine(_data.FullName, FirstAdministrator.TokenFile);
        var token = (await File.ReadAllTextAsync(path, Token)).TrimEnd('\n');
        Assert.StartsWith("platform_user_", token, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        var owner = await OwnerAsync(token);
        Assert.True(owner?.Caller.IsSiteAdministrator);
        Assert.Equal("admin", owner?.Caller.UserName);
    }

    [Fact]
    public async Task A_second_start_finds_everything_as_it_was()
    {
        await StartAsync(adminToken: null);
        var path = Path.Combine(_data.FullName, FirstAdministrator.TokenFile);
        var before = await File.ReadAllTextAsync(path, Token);

        Assert.Null((await StartAsync(adminToken: null)).Refusal);

        Assert.Equal(before, await File.ReadAllTextAsync(path, Token));
        Assert.Equal((1, 1), await CountAsync());
    }

    [Fact]
    public async Task A_token_that_the_administrator_revoked_does_not_come_back()
    {
        await StartAsync(adminToken: null);
        await UseAsync(provider => provider.GetRequiredService<PlatformDbContext>().ApiTokens.ExecuteDeleteAsync(Token));

        await StartAsync(adminToken: null);

        Assert.Equal((1, 0), await CountAsync());
    }

    [Fact]
    public async Task A_configured_token_is_taken_and_no_file_is_written()
    {
        Assert.Null((await StartAsync(Chosen)).Refusal);
        Assert.Null((await StartAsync(Chosen)).Refusal);

        Assert.Equal("admin", (await OwnerAsync(Chosen))?.Caller.UserName);
        Assert.False(File.Exists(Path.Combine(_data.FullName, FirstAdministrator.TokenFile)));
        Assert.Equal((1, 1), await CountAsync());
    }

    [Fact]
    public async Task A_changed_setting_ends_the_token_it_named_before()
    {
        await StartAsync(Chosen);

        await StartAsync(Chosen + "-new");

        Assert.Null(await OwnerAsync(Chosen));
        Assert.NotNull(await OwnerAsync(Chosen + "-new"));
    }

    [Theory, InlineData("two words"), InlineData("line\nend"), InlineData("schlüssel")]
    public async Task A_token_that_no_header_carries_is_refused(string adminToken) =>
        Assert.Equal(RefusalKind.Invalid, (await StartAsync(adminToken)).Refusal?.Kind);

    [Fact]
    public async Task When_the_first_administrator_was_renamed_no_other_is_made()
    {
        await StartAsync(adminToken: null);
        await UseAsync(async provider =>
        {
            var users = provider.GetRequiredService<UserManager<User>>();
            return await users.SetUserNameAsync((await users.FindByNameAsync("admin"))!, "root");
        });

        Assert.Null((await StartAsync(Chosen)).Refusal);

        Assert.Equal((1, 1), await CountAsync());
    }

    [Fact]
    public async Task Of_two_nodes_that_start_at_once_both_find_one_administrator()
    {
        await UseAsync(provider => Task.FromResult(true));

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(Chosen)));

        Assert.All(results, result => Assert.Null(result.Refusal));
        Assert.Equal((1, 1), await CountAsync());
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private Task<Result<Done>> StartAsync(string? adminToken) =>
        UseAsync(provider => provider.GetRequiredService<FirstAdministrator>().EnsureAsync(Token), adminToken);

    private Task<TokenOwner?> OwnerAsync(string token) =>
        UseAsync(provider => provider.GetRequiredService<TokenLookup>().FindAsync(token, Token).AsTask());

    private Task<(int Users, int Tokens)> CountAsync() => UseAsync(async provider =>
    {
        var db = provider.GetRequiredService<PlatformDbContext>();
        return (await db.Users.CountAsync(Token), await db.ApiTokens.CountAsync(Token));
    });

    /// <summary>A process of its own, with the same data folder.</summary>
    private async Task<T> UseAsync<T>(Func<IServiceProvider, Task<T>> use, string? adminToken = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddPersistence(new ConfigurationBuilder().Build()).AddIdentity();
        services.Configure<PlatformOptions>(options =>
        {
            options.DataDirectory = _data.FullName;
            options.AdminToken = adminToken;
        });
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Database.EnsureCreatedAsync(Token);
        return await use(scope.ServiceProvider);
    }
}
