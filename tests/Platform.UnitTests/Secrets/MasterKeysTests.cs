using Microsoft.Extensions.Logging.Abstractions;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Results;
using Platform.Secrets;

namespace Platform.UnitTests.Secrets;

public sealed class MasterKeysTests : IDisposable
{
    private const string ThirtyTwoBytes = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static readonly OrganizationId Demo = OrganizationId.New();
    private readonly SecretsFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_file_is_for_its_owner_alone()
    {
        await _fixture.OpenKeys().NewestAsync(Demo, Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_fixture.MasterKeyFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_fixture.MasterKeyFile)!));
    }

    [Fact]
    public async Task Processes_that_make_the_file_at_once_end_with_the_same_key()
    {
        var wrapped = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _fixture.OpenMaster().WrapAsync(new byte[32], "x", Token).AsTask(), Token)));

        var master = _fixture.OpenMaster();
        foreach (var key in wrapped)
        {
            Assert.Equal(new byte[32], await master.UnwrapAsync(key, "x", Token));
        }
    }

    [Fact]
    public async Task A_missing_file_is_named_instead_of_being_made_again()
    {
        await _fixture.OpenKeys().NewestAsync(Demo, Token);
        File.Delete(_fixture.MasterKeyFile);

        var exception = await Assert.ThrowsAsync<MasterKeyException>(async () => await _fixture.OpenKeys().NewestAsync(Demo, Token));

        Assert.Contains(_fixture.MasterKeyFile, exception.Message);
        Assert.False(File.Exists(_fixture.MasterKeyFile));
    }

    [Fact]
    public async Task After_a_rotation_everything_opens_and_the_old_key_may_go()
    {
        var box = new SecretBox(_fixture.OpenKeys());
        var sealedValue = await box.SealAsync(Demo, "var-1", "secret"u8.ToArray(), Token);

        var rewrapped = await RotateAsync(new Caller { Kind = CallerKind.User, IsSiteAdministrator = true });

        Assert.Equal(1, rewrapped.Value);
        var lines = await File.ReadAllLinesAsync(_fixture.MasterKeyFile, Token);
        await File.WriteAllTextAsync(_fixture.MasterKeyFile, lines[^1], Token);
        Assert.Equal("secret"u8.ToArray(), await new SecretBox(_fixture.OpenKeys()).OpenAsync(Demo, "var-1", sealedValue, Token));
    }

    [Fact]
    public async Task A_node_that_runs_on_learns_of_a_rotation_by_another_process()
    {
        var running = _fixture.OpenMaster();
        await _fixture.OpenKeys(_fixture.Database.Open(), master: running).NewestAsync(Demo, Token);

        await RotateAsync(Caller.Platform);

        Assert.NotEmpty((await _fixture.OpenKeys(_fixture.Database.Open(), master: running).NewestAsync(Demo, Token)).Bytes);
    }

    [Fact]
    public async Task Rotating_is_for_administrators_of_the_site()
    {
        Assert.Equal(RefusalKind.Forbidden, (await RotateAsync(new Caller { Kind = CallerKind.User })).Refusal?.Kind);
    }

    [Theory]
    [InlineData(ThirtyTwoBytes)]
    [InlineData("1:" + ThirtyTwoBytes)]
    [InlineData("2:" + ThirtyTwoBytes + ", 1:" + ThirtyTwoBytes)]
    public async Task Configured_keys_wrap_and_unwrap(string configured)
    {
        var keys = new ConfiguredMasterKeys(configured);

        Assert.Equal(new byte[32], await keys.UnwrapAsync(await keys.WrapAsync(new byte[32], "x", Token), "x", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:short")]
    [InlineData("x:" + ThirtyTwoBytes)]
    [InlineData("0:" + ThirtyTwoBytes)]
    [InlineData("1:" + ThirtyTwoBytes + ",1:" + ThirtyTwoBytes)]
    public void Configured_keys_that_make_no_sense_are_refused_without_being_shown(string configured)
    {
        var exception = Assert.Throws<MasterKeyException>(() => new ConfiguredMasterKeys(configured));

        Assert.DoesNotContain(ThirtyTwoBytes, exception.Message);
    }

    [Fact]
    public async Task A_key_of_another_installation_says_so()
    {
        await _fixture.OpenKeys().NewestAsync(Demo, Token);
        await using var db = _fixture.Database.Open();
        var keys = _fixture.OpenKeys(db, master: new ConfiguredMasterKeys(ThirtyTwoBytes));

        var exception = await Assert.ThrowsAsync<MasterKeyException>(async () => await keys.NewestAsync(Demo, Token));

        Assert.Contains("every node of a site needs the same master key", exception.Message);
    }

    private async Task<Result<int>> RotateAsync(Caller caller)
    {
        await using var db = _fixture.Database.Open();
        using var master = _fixture.OpenMaster();
        var rotate = new RotateMasterKey(db, master, new CallerAccessor { Caller = caller }, NullLogger<RotateMasterKey>.Instance);
        return await rotate.ExecuteAsync(Token);
    }
}
