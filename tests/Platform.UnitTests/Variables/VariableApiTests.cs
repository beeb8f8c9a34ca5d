using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Variables;

public sealed class VariableApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Variables_are_made_changed_and_deleted_and_a_key_is_there_once_in_its_category(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();

        var made = (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"data":{"type":"vars","attributes":{"key":"region","value":"[\"eu\"]","category":"terraform","hcl":true}}}""")).Is(201);
        Assert.Equal(("[\"eu\"]", true), (made.Attribute("value").GetString(), made.Attribute("hcl").GetBoolean()));
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"region","category":"terraform"}""")).Is(422);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"region","category":"env"}""")).Is(201);
        Assert.Equal("/data/attributes/category", (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"x"}""")).Is(422).Pointer);
        Assert.Equal("us", (await api.SendAsync("PATCH", $"/workspaces/{workspace}/vars/{made.Id}", """{"data":{"attributes":{"value":"us"}}}""")).Is(200).Attribute("value").GetString());

        var other = await api.CreateWorkspaceAsync("other");
        (await api.SendAsync("PATCH", $"/workspaces/{other}/vars/{made.Id}", """{"value":"stolen"}""")).Is(404);
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}/vars/{made.Id}")).Is(204);
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}/vars/{made.Id}")).Is(404);
        Assert.Single((await api.SendAsync("GET", $"/workspaces/{workspace}/all-vars")).Is(200).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_sensitive_value_is_never_shown_again_and_no_value_lies_readable_in_the_database()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var made = (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"TOKEN","value":"hunter2hunter2","category":"env","sensitive":true}""")).Is(201);

        Assert.Equal(JsonValueKind.Null, made.Attribute("value").ValueKind);
        Assert.DoesNotContain("hunter2", (await api.SendAsync("GET", $"/workspaces/{workspace}/vars")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal("/data/attributes/sensitive", (await api.SendAsync("PATCH", $"/workspaces/{workspace}/vars/{made.Id}", """{"sensitive":false}""")).Is(422).Pointer);
        (await api.SendAsync("PATCH", $"/workspaces/{workspace}/vars/{made.Id}", """{"value":"hunter3hunter3"}""")).Is(200);
        var stored = await api.WithDatabaseAsync(db => db.Variables.Select(v => v.EncryptedValue).SingleAsync(Token));
        Assert.Equal(-1, stored.AsSpan().IndexOf("hunter3"u8));
    }

    [Fact]
    public async Task Setting_a_sensitive_value_that_is_too_short_to_be_masked_says_so()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var path = $"/workspaces/{workspace}/vars";

        var made = (await api.SendAsync("POST", path, """{"key":"PIN","value":"12345","category":"env","sensitive":true}""")).Is(201);
        Assert.Contains("fewer than 6 characters", made.Attribute("warning").GetString(), StringComparison.Ordinal);
        var longer = (await api.SendAsync("PATCH", $"{path}/{made.Id}", """{"value":"123456"}""")).Is(200);
        Assert.Equal(JsonValueKind.Null, longer.Attribute("warning").ValueKind);
        var open = (await api.SendAsync("POST", path, """{"key":"open","value":"a","category":"env"}""")).Is(201);
        Assert.Equal(JsonValueKind.Null, open.Attribute("warning").ValueKind);
        var closed = (await api.SendAsync("PATCH", $"{path}/{open.Id}", """{"sensitive":true}""")).Is(200);
        Assert.Contains("fewer than 6 characters", closed.Attribute("warning").GetString(), StringComparison.Ordinal);
        var empty = (await api.SendAsync("PATCH", $"{path}/{open.Id}", """{"value":""}""")).Is(200);
        Assert.Equal(JsonValueKind.Null, empty.Attribute("warning").ValueKind);
    }

    [Fact]
    public async Task Older_clients_name_the_workspace_in_the_query_or_in_a_relationship()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();

        var made = (await api.SendAsync("POST", "/vars", $$$$$$"""
            {"data":{"attributes":{"key":"a","value":"b","category":"env"},"relationships":{"workspace":{"data":{"type":"workspaces","id":"{{{{{{workspace}}}}}}"}}}}}
            """)).Is(201);
        Assert.Equal(made.Id, (await api.SendAsync("GET", "/vars?filter[organization][name]=demo&filter[workspace][name]=ws1")).Is(200).Data[0].GetProperty("id").GetString());
        (await api.SendAsync("PATCH", $"/vars/{made.Id}", """{"value":"c"}""")).Is(200);
        (await api.SendAsync("DELETE", $"/vars/{made.Id}")).Is(204);
        (await api.SendAsync("POST", "/vars", """{"key":"a","category":"env"}""")).Is(404);
        (await api.SendAsync("GET", "/vars")).Is(400);
    }
}
