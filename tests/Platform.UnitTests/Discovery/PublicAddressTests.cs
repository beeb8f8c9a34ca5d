using Platform.Discovery;

namespace Platform.UnitTests.Discovery;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("https://localhost:8443", "https://localhost:8443/")]
    [InlineData("https://0.0.0.0:8443", "https://localhost:8443/")]
    [InlineData("https://[::]:8443", "https://localhost:8443/")]
    [InlineData("https://*:8443", "https://localhost:8443/")]
    [InlineData("https://+:443", "https://localhost/")]
    [InlineData("https://10.0.0.7:8443/base", "https://10.0.0.7:8443/")]
    public void A_listening_address_becomes_one_that_can_be_opened(string listening, string expected) =>
        Assert.Equal(expected, PublicAddress.FromListening(listening).ToString());
}
