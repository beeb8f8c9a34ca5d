using System.Text;
using Microsoft.Playwright;

namespace Platform.BrowserTests.StateVersions;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed class StatesPageTests(Site site)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_earlier_state_can_be_downloaded_and_is_made_current_after_a_second_word()
    {
        var workspace = (await site.Api.CreateWorkspaceAsync(Site.Organization, Token, name: "states")).GetProperty("id").GetString()!;
        await PushAsync(workspace, 1);
        await PushAsync(workspace, 2);
        var page = await site.SignedInAsync(width: 900);
        await page.GotoAsync($"/app/{Site.Organization}/workspaces/states/states", new() { WaitUntil = WaitUntilState.NetworkIdle });
        var rows = page.Locator("table.states tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.First).ToContainTextAsync("current");

        var download = await page.RunAndWaitForDownloadAsync(() => rows.Last.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Contains("\"serial\": 1", await File.ReadAllTextAsync(await download.PathAsync(), Token), StringComparison.Ordinal);
        await rows.Last.GetByRole(AriaRole.Button, new() { Name = "Make current" }).ClickAsync();
        await rows.Last.GetByRole(AriaRole.Button, new() { Name = "Yes, make it current" }).ClickAsync();

        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.First.Locator("strong")).ToHaveTextAsync("3");
        await Assertions.Expect(rows.First).ToContainTextAsync("current");
        Assert.False((await site.Api.GetAsync($"workspaces/{workspace}", Token)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    private async Task PushAsync(string workspace, int serial)
    {
        var state = Encoding.UTF8.GetBytes($$"""{"version": 4, "terraform_version": "1.11.4", "serial": {{serial}}, "lineage": "one-lineage", "outputs": {}, "resources": []}""");
        await site.Api.PostAsync($"workspaces/{workspace}/state-versions", "state-versions", new { state = Convert.ToBase64String(state) }, Token);
    }
}
