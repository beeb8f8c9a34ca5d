using Platform.Identity.Login;

namespace Platform.UnitTests.Identity;

public sealed class CodeChallengeTests
{
    // RFC 7636, appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void The_example_of_the_standard_matches()
    {
        Assert.Equal(Challenge, CodeChallenge.Of(Verifier));
        Assert.True(CodeChallenge.IsMetBy(Challenge, Verifier));
    }

    [Fact]
    public void A_verifier_as_the_command_line_makes_it_matches()
    {
        const string Sent = "2ca9b2d1-c3e8-c0bb-208c-97594542eaaf.533879086";

        Assert.True(CodeChallenge.IsMetBy(CodeChallenge.Of(Sent), Sent));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Challenge)]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk ")]
    public void Another_verifier_does_not_match(string? verifier) => Assert.False(CodeChallenge.IsMetBy(Challenge, verifier));

    [Theory]
    [InlineData(42)]
    [InlineData(129)]
    public void A_verifier_of_a_length_that_the_standard_forbids_does_not_match(int length)
    {
        var verifier = new string('a', length);

        Assert.False(CodeChallenge.IsMetBy(CodeChallenge.Of(verifier), verifier));
    }

    [Fact]
    public void A_verifier_with_characters_that_the_standard_forbids_does_not_match()
    {
        var verifier = new string('a', 43) + "+";

        Assert.False(CodeChallenge.IsMetBy(CodeChallenge.Of(verifier), verifier));
    }

    [Theory]
    [InlineData(Challenge, true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", false)]
    public void A_challenge_is_32_bytes_in_base64url(string? challenge, bool expected) => Assert.Equal(expected, CodeChallenge.IsWellFormed(challenge));
}
