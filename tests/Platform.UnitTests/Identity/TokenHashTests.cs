using System.Security.Cryptography;
using System.Text;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;

namespace Platform.UnitTests.Identity;

public sealed class TokenHashTests
{
    [Theory, InlineData("platform_user_abc"), InlineData("ünïcode"), InlineData("x")]
    public void The_hash_is_the_stored_one(string token)
    {
        Assert.True(TokenHash.TryOf(token, out var hash));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token)), hash.ToBytes());
        Assert.Equal(IssuedToken.HashOf(token), hash.ToBytes());
        Assert.Equal(hash, TokenHash.Read(hash.ToBytes()));
    }

    [Fact]
    public void An_empty_or_endless_token_is_not_hashed()
    {
        Assert.False(TokenHash.TryOf("", out _));
        Assert.False(TokenHash.TryOf(new string('a', 1025), out _));
    }

    [Fact]
    public void A_token_tells_its_kind_carries_256_bits_and_is_never_printed()
    {
        var issued = IssuedToken.ForUser(UserId.New(), "laptop", TimeProvider.System.GetUtcNow(), expiresAt: null);

        Assert.Matches("^platform_user_[A-Za-z0-9]{43}$", issued.Secret);
        Assert.True(IssuedToken.RandomLength * Math.Log2(62) >= 256);
        Assert.Equal(IssuedToken.HashOf(issued.Secret), issued.Token.Hash);
        Assert.DoesNotContain(issued.Secret, issued.ToString(), StringComparison.Ordinal);
    }
}
