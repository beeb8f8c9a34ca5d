using System.Net;

namespace Platform.UnitTests.Identity;

public sealed class AttemptLimitTests
{
    private static readonly string[] Spellings = ["/sign-in", "/Sign-in", "/SIGN-IN", "/sign-in/", "/sign-IN"];

    [Fact]
    public async Task Other_spellings_of_the_address_give_no_more_attempts()
    {
        var token = TestContext.Current.CancellationToken;
        await using var site = new IdentitySite();
        await site.InitializeAsync();
        using var browser = site.Client();

        var limited = false;
        for (var attempt = 0; attempt < 150 && !limited; attempt++)
        {
            using var answer = await IdentitySite.PostFormAsync(browser, Spellings[attempt % Spellings.Length], [new("userName", "nobody"), new("password", "wrong")], token);
            limited = answer.StatusCode == HttpStatusCode.TooManyRequests;
        }

        Assert.True(limited);
    }
}
