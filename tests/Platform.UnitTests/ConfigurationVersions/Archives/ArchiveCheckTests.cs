using System.Formats.Tar;
using System.Text;
using Platform.ConfigurationVersions.Archives;
using Platform.Results;

namespace Platform.UnitTests.ConfigurationVersions.Archives;

public sealed class ArchiveCheckTests
{
    private static readonly ArchiveLimits Limits = new(1024 * 1024, 20 * 1024 * 1024, 1000);

    [Theory, InlineData(TarEntryFormat.Pax), InlineData(TarEntryFormat.Gnu), InlineData(TarEntryFormat.Ustar), InlineData(TarEntryFormat.V7)]
    public async Task A_configuration_is_accepted_in_every_tar_format(TarEntryFormat format) => await AcceptAsync(
        new TestArchive(format).File("main.tf", new string('a', 3000)).Folder("modules/").File("modules/x.tf").Link("link.tf", "modules/x.tf"));

    [Theory, InlineData(TarEntryFormat.Pax), InlineData(TarEntryFormat.Gnu)]
    public async Task Long_names_and_names_of_other_alphabets_are_accepted(TarEntryFormat format) =>
        await AcceptAsync(new TestArchive(format).File($"{new string('d', 200)}/{new string('e', 200)}/größe.tf"));

    [Fact]
    public async Task Missing_parent_folders_and_an_empty_archive_are_fine()
    {
        await AcceptAsync(new TestArchive().File(".terraform/modules/x/m.tf"));
        await AcceptAsync(new TestArchive());
        await AcceptAsync(new TestArchive().Folder("./").File("./main.tf").Folder("a").Folder("a/"));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("..")]
    public async Task Names_that_lead_out_are_refused(string name)
    {
        await RefuseAsync(new TestArchive().File(name));
        await RefuseAsync(new TestArchive(TarEntryFormat.Gnu).Folder(name));
        await RefuseAsync(new TestArchive(TarEntryFormat.Ustar).Link(name, "x"));
    }

    [Fact]
    public async Task An_absolute_name_in_a_pax_record_is_found_behind_a_harmless_header()
    {
        var record = Encoding.ASCII.GetBytes("20 path=/etc/passwd\n");
        await RefuseAsync(new TestArchive().Raw('x', "pax", record.Length, record).Raw('0', "main.tf", 0), "absolute");
    }

    [Fact]
    public async Task Hard_links_devices_and_pipes_are_refused_by_name()
    {
        await RefuseAsync(new TestArchive().File("a").HardLink("b", "a"), "hard link, b");
        await RefuseAsync(new TestArchive().Special(TarEntryType.CharacterDevice, "null"), "device, null");
        await RefuseAsync(new TestArchive().Special(TarEntryType.BlockDevice, "sda"), "device, sda");
        await RefuseAsync(new TestArchive().Special(TarEntryType.Fifo, "pipe"), "named pipe, pipe");
        await RefuseAsync(new TestArchive().Raw('S', "sparse", 0), "sparse");
        await RefuseAsync(new TestArchive().Raw('Z', "odd", 0), "odd");
    }

    [Theory]
    [InlineData("main.tf")]
    [InlineData("./a/b/../c.tf")]
    [InlineData("a/missing/../../main.tf")]
    [InlineData("not-there-yet/x")]
    [InlineData(".")]
    public async Task Links_that_stay_inside_are_kept(string target) =>
        await AcceptAsync(new TestArchive().Link("link", target).File("main.tf").File("a/b/c.tf").File("a/c.tf"));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("missing/../../x")]
    public async Task Links_that_lead_out_are_refused(string target) =>
        await RefuseAsync(new TestArchive().File("a/b").Link("link", target), "leads out");

    [Fact]
    public async Task A_chain_of_links_that_leads_out_is_refused_though_each_link_stays_inside_by_its_own_text()
    {
        // "deep" is a short way to a/b, so deep/../.. is the root, and one more step is outside.
        await RefuseAsync(new TestArchive().Folder("a/b/").Link("a/b/up", "../..").Link("out", "a/b/up/../x"), "leads out");
        await RefuseAsync(new TestArchive().Link("x/y/escape", "../../root/../secret").Link("root", "."), "leads out");

        // The same in the other order: a link may point at what comes later.
        await RefuseAsync(new TestArchive().Link("out", "a/b/up/../x").Link("a/b/up", "../.."), "leads out");
    }

    [Fact]
    public async Task A_chain_of_links_that_stays_inside_is_kept() =>
        await AcceptAsync(new TestArchive().Folder("a/b/").Link("a/b/up", "../..").Link("same", "a/b/up/a/../main.tf").File("main.tf"));

    [Fact]
    public async Task Rings_of_links_are_refused_in_time()
    {
        await RefuseAsync(new TestArchive().Link("a", "b").Link("b", "a"), "ring");
        await RefuseAsync(new TestArchive().Link("a", "a/a/a"), "ring");
    }

    [Fact]
    public async Task Nothing_is_unpacked_through_a_link_or_in_its_place()
    {
        await RefuseAsync(new TestArchive().Folder("real").Link("link", "real").File("link/x"));
        await RefuseAsync(new TestArchive().File("link/x").Link("link", "real"));
        await RefuseAsync(new TestArchive().Link("link", "a").File("link"));
        await RefuseAsync(new TestArchive().Link("link", "a").Link("link", "b"));
        await RefuseAsync(new TestArchive().File("file").File("file/below"));
    }

    [Fact]
    public async Task More_entries_than_the_limit_are_refused()
    {
        var archive = new TestArchive();
        for (var i = 0; i <= 1000; i++)
        {
            archive.File($"f{i}");
        }

        await RefuseAsync(archive, "more than 1000");
    }

    [Fact]
    public async Task Folders_that_are_only_implied_count_too() =>
        await RefuseAsync(new TestArchive().File(string.Join('/', Enumerable.Repeat("d", 1001))), "more than 1000");

    [Fact]
    public async Task What_expands_without_end_is_refused()
    {
        var bomb = TestArchive.Gzip(new TestArchive().Raw('0', "bomb", 30 * 1024 * 1024, new byte[30 * 1024 * 1024]).Tar());

        Assert.True(bomb.Length < 1024 * 1024);
        Assert.Equal(RefusalKind.TooLarge, (await CheckAsync(bomb))?.Kind);
    }

    [Fact]
    public async Task An_extended_header_cannot_fill_the_memory() =>
        await RefuseAsync(new TestArchive().Raw('x', "pax", 0x7fffffff), "extended header");

    [Fact]
    public async Task What_is_no_gzip_or_no_tar_or_cut_off_is_refused()
    {
        var good = new TestArchive().File("main.tf", string.Concat(Enumerable.Range(0, 5000))).Compressed();
        Assert.NotNull(await CheckAsync([]));
        Assert.NotNull(await CheckAsync("PK not a gzip"u8.ToArray()));
        Assert.NotNull(await CheckAsync(new TestArchive().File("plain.tf").Tar()));
        Assert.NotNull(await CheckAsync(TestArchive.Gzip("not a tar archive at all"u8.ToArray())));
        Assert.NotNull(await CheckAsync(TestArchive.Gzip([.. Enumerable.Repeat((byte)'x', 2048)])));
        Assert.NotNull(await CheckAsync(good[..(good.Length / 2)]));
        Assert.NotNull(await CheckAsync(TestArchive.Gzip(new TestArchive().File("main.tf").Tar(withEnd: false))));
    }

    [Fact]
    public async Task Nothing_may_hide_behind_the_end()
    {
        var hidden = TestArchive.Gzip([.. new TestArchive().File("main.tf").Tar(), .. new TestArchive().File("/etc/passwd").Tar()]);

        Assert.Contains("after its end", (await CheckAsync(hidden))?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_never_repeats_control_characters() =>
        Assert.DoesNotContain('\u001b', (await CheckAsync(new TestArchive().File("/\u001b[31mred").Compressed()))!.Message);

    private static async Task AcceptAsync(TestArchive archive) => Assert.Null((await CheckAsync(archive.Compressed()))?.Message);

    private static async Task RefuseAsync(TestArchive archive, string words = "")
    {
        var refusal = await CheckAsync(archive.Compressed());

        Assert.NotNull(refusal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<Refusal?> CheckAsync(byte[] upload)
    {
        try
        {
            await ArchiveCheck.RunAsync(new MemoryStream(upload), Limits, TestContext.Current.CancellationToken);
            return null;
        }
        catch (ArchiveRefusedException exception)
        {
            return exception.Refusal;
        }
    }
}
