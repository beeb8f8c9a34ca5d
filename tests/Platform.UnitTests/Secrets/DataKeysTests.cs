using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Secrets;

namespace Platform.UnitTests.Secrets;

public sealed class DataKeysTests : IDisposable
{
    private static readonly OrganizationId Demo = OrganizationId.New();
    private readonly SecretsFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Nodes_that_need_a_first_key_at_once_end_with_the_same_one()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => Task.Run(() => _fixture.OpenKeys().NewestAsync(Demo, Token).AsTask(), Token));

        var keys = await Task.WhenAll(nodes);

        Assert.All(keys, key => Assert.Equal(keys[0].Bytes, key.Bytes));
        await using var db = _fixture.Database.Open();
        Assert.Equal(1, await db.DataKeys.CountAsync(Token));
    }

    [Fact]
    public async Task A_key_made_in_a_transaction_that_is_rolled_back_is_not_used_afterwards()
    {
        await using var db = _fixture.Database.Open();
        var cache = new DataKeyCache();
        var keys = _fixture.OpenKeys(db, cache);
        byte[]? lost = null;

        await db.InTransactionAsync<Done>(
            async token =>
            {
                lost = (await keys.NewestAsync(Demo, token)).Bytes;
                return Refusal.Conflict("changed its mind");
            },
            Token);
        var kept = await keys.NewestAsync(Demo, Token);

        Assert.NotEqual(lost, kept.Bytes);
        Assert.Equal(kept.Bytes, (await _fixture.OpenKeys().NewestAsync(Demo, Token)).Bytes);
    }

    [Fact]
    public async Task A_key_made_in_a_transaction_is_cached_once_it_is_committed()
    {
        await using var db = _fixture.Database.Open();
        var cache = new DataKeyCache();
        var keys = _fixture.OpenKeys(db, cache);

        await db.InTransactionAsync<Done>(
            async token =>
            {
                await keys.NewestAsync(Demo, token);
                Assert.Null(cache.Newest(Demo));
                return Done.Value;
            },
            Token);

        Assert.NotNull(cache.Newest(Demo));
    }

    [Fact]
    public async Task Each_organization_has_a_key_of_its_own()
    {
        var keys = _fixture.OpenKeys();

        Assert.NotEqual((await keys.NewestAsync(Demo, Token)).Bytes, (await keys.NewestAsync(OrganizationId.New(), Token)).Bytes);
    }

    [Fact]
    public async Task A_wrapped_key_passed_off_as_another_organizations_does_not_open()
    {
        var other = OrganizationId.New();
        await using var db = _fixture.Database.Open();
        await _fixture.OpenKeys(db).NewestAsync(Demo, Token);
        var row = await db.DataKeys.AsNoTracking().SingleAsync(Token);
        db.DataKeys.Add(new DataKey { OrganizationId = other, Version = 1, MasterKeyId = row.MasterKeyId, WrappedKey = row.WrappedKey, CreatedAt = row.CreatedAt });
        await db.SaveChangesAsync(Token);

        await Assert.ThrowsAsync<MasterKeyException>(async () => await _fixture.OpenKeys().NewestAsync(other, Token));
    }
}
