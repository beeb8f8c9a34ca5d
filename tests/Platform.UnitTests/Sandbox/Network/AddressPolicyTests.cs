using System.Net;
using Platform.Sandbox.Network;

namespace Platform.UnitTests.Sandbox.Network;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.255.0.9"), InlineData("2130706433"), InlineData("0x7f.1"), InlineData("017700000001"), InlineData("0.0.0.0"), InlineData("0.1.2.3")]
    [InlineData("10.0.0.1"), InlineData("172.16.0.1"), InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("100.64.0.1"), InlineData("100.100.100.200")]
    [InlineData("169.254.169.254"), InlineData("168.63.129.16"), InlineData("192.0.0.192"), InlineData("224.0.0.1"), InlineData("255.255.255.255"), InlineData("240.0.0.1"), InlineData("198.18.0.1")]
    [InlineData("::1"), InlineData("::"), InlineData("fe80::1"), InlineData("fe80::1%1"), InlineData("fc00::1"), InlineData("fd00:ec2::254"), InlineData("ff02::1"), InlineData("fec0::1")]
    [InlineData("::ffff:127.0.0.1"), InlineData("::ffff:a9fe:a9fe"), InlineData("::127.0.0.1"), InlineData("64:ff9b::10.0.0.1"), InlineData("64:ff9b:1::1"), InlineData("2002:7f00:1::"), InlineData("2002:a9fe:a9fe::1"), InlineData("2001::1"), InlineData("100::1")]
    public void An_address_that_is_not_of_the_internet_is_refused(string address) =>
        Assert.NotNull(new AddressPolicy([]).RefusalOf("example.com", 443, IPAddress.Parse(address)));

    [Theory, InlineData("8.8.8.8"), InlineData("172.15.255.255"), InlineData("172.32.0.1"), InlineData("100.63.255.255"), InlineData("2606:4700::1111"), InlineData("::ffff:8.8.8.8"), InlineData("64:ff9b::8.8.8.8")]
    public void An_address_of_the_internet_is_not(string address) =>
        Assert.Null(new AddressPolicy([]).RefusalOf("example.com", 443, IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.0.0/16", "git.corp", 22, "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "git.corp", 22, "10.2.2.3", false)]
    [InlineData("10.1.2.3", "git.corp", 22, "10.1.2.3", true)]
    [InlineData("10.1.2.3:22", "git.corp", 22, "10.1.2.3", true)]
    [InlineData("10.1.2.3:22", "git.corp", 443, "10.1.2.3", false)]
    [InlineData("git.corp", "git.corp", 443, "10.1.2.3", true)]
    [InlineData("git.corp", "GIT.Corp", 443, "10.1.2.3", true)]
    [InlineData("git.corp", "evil-git.corp", 443, "10.1.2.3", false)]
    [InlineData("git.corp:22", "git.corp", 443, "10.1.2.3", false)]
    [InlineData("*.corp", "git.corp", 443, "10.1.2.3", true)]
    [InlineData("*.corp", "corp", 443, "10.1.2.3", false)]
    [InlineData("*.corp", "gitcorp", 443, "10.1.2.3", false)]
    [InlineData("fd00::/8", "git.corp", 443, "fd12::1", true)]
    [InlineData("127.0.0.1", "localhost", 443, "::ffff:127.0.0.1", true)]
    public void What_an_administrator_allows_may_be_private(string allowed, string host, int port, string address, bool reached) =>
        Assert.Equal(reached, new AddressPolicy([allowed]).RefusalOf(host, port, IPAddress.Parse(address)) is null);

    [Theory, InlineData(""), InlineData("10.0.0.0/99"), InlineData("two words")]
    public void What_cannot_be_understood_is_not_silently_dropped(string allowed) =>
        Assert.Throws<ArgumentException>(() => new AddressPolicy([allowed]));
}
