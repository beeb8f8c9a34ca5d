using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.UnitTests.Discovery;

public sealed class CapabilityUrlsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("platform-links-");
    private readonly SetClock _clock = new();

    [Fact]
    public void An_address_made_here_is_read_until_it_expires()
    {
        var urls = Urls();
        var url = urls.Make("upload", "cv-1", TimeSpan.FromMinutes(5));

        Assert.Equal("https://tofu.example.com", url.GetLeftPart(UriPartial.Authority));
        Assert.Empty(url.Query);
        Assert.True(urls.TryRead(Request(url), "upload", out var subject));
        Assert.Equal("cv-1", subject);

        _clock.Now += TimeSpan.FromMinutes(5);
        Assert.False(urls.TryRead(Request(url), "upload", out _));
    }

    [Fact]
    public void An_address_is_good_for_its_own_purpose_only()
    {
        var urls = Urls();

        Assert.False(urls.TryRead(Request(urls.Make("upload", "cv-1", TimeSpan.FromMinutes(5))), "log", out _));
    }

    [Theory]
    [InlineData(0, "cv-2")]
    [InlineData(1, "99999999999")]
    [InlineData(2, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(2, "")]
    [InlineData(2, "no base64")]
    [InlineData(1, "+99999999999")]
    [InlineData(1, "99999999999999999999999")]
    public void A_changed_address_is_refused(int part, string replacement)
    {
        var urls = Urls();
        var parts = urls.Make("upload", "cv-1", TimeSpan.FromMinutes(5)).Segments[3..].Select(p => p.TrimEnd('/')).ToArray();
        Assert.True(urls.IsGood("upload", parts[0], parts[1], parts[2]));

        parts[part] = replacement;

        Assert.False(urls.IsGood("upload", parts[0], parts[1], parts[2]));
    }

    [Fact]
    public void Another_process_with_the_same_data_folder_reads_it()
    {
        var url = Urls().Make("log", "plan-1", TimeSpan.FromHours(1));

        Assert.True(Urls().TryRead(Request(url), "log", out _));
    }

    [Fact]
    public void The_key_is_for_the_servers_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix modes");
        Urls().Make("log", "plan-1", TimeSpan.FromHours(1));

        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(Path.Combine(_data.FullName, "keys", "links"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Theory, InlineData("a/b"), InlineData(".."), InlineData(""), InlineData("a\nb")]
    public void A_subject_that_is_no_path_segment_is_a_fault(string subject) =>
        Assert.Throws<ArgumentException>(() => Urls().Make("log", subject, TimeSpan.FromHours(1)));

    public void Dispose() => _data.Delete(recursive: true);

    private CapabilityUrls Urls() =>
        new(new FixedAddress(), new CapabilityKey(Options.Create(new PlatformOptions { DataDirectory = _data.FullName })), _clock);

    private static DefaultHttpContext Request(Uri url)
    {
        var parts = url.Segments[3..].Select(p => p.TrimEnd('/')).ToArray();
        var context = new DefaultHttpContext();
        context.Request.RouteValues["subject"] = parts[0];
        context.Request.RouteValues["expires"] = parts[1];
        context.Request.RouteValues["signature"] = parts[2];
        return context;
    }

    private sealed class FixedAddress : IPublicAddress
    {
        public Uri Url { get; } = new("https://tofu.example.com/");
        public string Host => "tofu.example.com";
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
