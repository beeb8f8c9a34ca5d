using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Ids;
using Platform.Secrets;

namespace Platform.UnitTests.Secrets;

public sealed class SecretBoxTests : IDisposable
{
    private static readonly OrganizationId Demo = OrganizationId.New();
    private readonly SecretsFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void What_was_sealed_opens_again_on_a_node_that_has_cached_nothing()
    {
        var sealing = new SecretBox(_fixture.OpenKeys());
        var opening = new SecretBox(_fixture.OpenKeys());

        Prop.ForAll<byte[]>(plain =>
        {
            var sealedValue = sealing.SealAsync(Demo, "var-1", plain, Token).AsTask().GetAwaiter().GetResult();
            return opening.OpenAsync(Demo, "var-1", sealedValue, Token).AsTask().GetAwaiter().GetResult().SequenceEqual(plain);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_sealed_value_is_noticed()
    {
        var box = new SecretBox(_fixture.OpenKeys());
        var sealedValue = await box.SealAsync(Demo, "var-1", "secret"u8.ToArray(), Token);

        for (var bit = 0; bit < sealedValue.Length * 8; bit++)
        {
            var altered = sealedValue.ToArray();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<InvalidDataException>(async () => await box.OpenAsync(Demo, "var-1", altered, Token));
        }
    }

    [Fact]
    public async Task Every_cut_of_a_sealed_value_is_noticed()
    {
        var box = new SecretBox(_fixture.OpenKeys());
        var sealedValue = await box.SealAsync(Demo, "var-1", "secret"u8.ToArray(), Token);

        for (var length = 0; length < sealedValue.Length; length++)
        {
            await Assert.ThrowsAsync<InvalidDataException>(async () => await box.OpenAsync(Demo, "var-1", sealedValue.AsMemory(0, length), Token));
        }
    }

    [Fact]
    public async Task A_sealed_value_opens_for_no_other_variable_and_no_other_organization()
    {
        var box = new SecretBox(_fixture.OpenKeys());
        var other = OrganizationId.New();
        var sealedValue = await box.SealAsync(Demo, "var-1", "secret"u8.ToArray(), Token);
        await box.SealAsync(other, "var-1", "secret"u8.ToArray(), Token);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await box.OpenAsync(Demo, "var-2", sealedValue, Token));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await box.OpenAsync(other, "var-1", sealedValue, Token));
    }

    [Fact]
    public async Task The_same_value_never_looks_the_same_and_never_shows_through()
    {
        var box = new SecretBox(_fixture.OpenKeys());
        var plain = Encoding.UTF8.GetBytes("a secret of some length");

        var first = await box.SealAsync(Demo, "var-1", plain, Token);
        var second = await box.SealAsync(Demo, "var-1", plain, Token);

        Assert.NotEqual(first, second);
        Assert.Equal(-1, first.AsSpan().IndexOf(plain));
    }
}
