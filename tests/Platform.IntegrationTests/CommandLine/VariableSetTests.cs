using System.Text.Json;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class VariableSetTests(SharedPlatform shared)
{
    [Fact]
    public async Task Values_of_every_origin_meet_in_a_run_and_the_strongest_one_reaches_it()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        var api = platform.Api;
        var organization = await api.CreateOrganizationAsync(cancellationToken);
        string[] keys = ["file", "everywhere", "project", "named", "own", "given", "priority"];
        using var cli = platform.CommandLineIn(
            ("main.tf", $$"""
                terraform {
                  cloud {
                    hostname     = "{{platform.Host}}"
                    organization = "{{organization}}"
                    workspaces {
                      name = "sets"
                    }
                  }
                }
                {{string.Join('\n', keys.Select(key => $"variable \"{key}\" {{ type = string }}"))}}
                output "all" {
                  value = [{{string.Join(", ", keys.Select(key => $"var.{key}"))}}]
                }
                """),
            ("values.auto.tfvars", "file = \"by file\"\neverywhere = \"by file\"\n"));
        await cli.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);
        var workspace = await api.GetAsync($"organizations/{organization}/workspaces/sets", cancellationToken);
        var id = workspace.GetProperty("id").GetString()!;
        var project = workspace.GetProperty("relationships").GetProperty("project").GetProperty("data").GetProperty("id").GetString()!;

        // Each origin says something about its own key and about those of all that are stronger.
        await SetAsync("global", new { name = "global", global = true }, 1, null);
        await SetAsync("project", new { name = "project" }, 2, ("projects", project));
        await SetAsync("workspace", new { name = "workspace" }, 3, ("workspaces", id));
        foreach (var key in keys[4..])
        {
            await api.PostAsync($"workspaces/{id}/vars", "vars", new { key, value = "by variable", category = "terraform" }, cancellationToken);
        }

        await SetAsync("priority", new { name = "priority", global = true, priority = true }, 6, null);
        await cli.RunAsync(["apply", "-auto-approve", "-no-color", "-var", "given=by command", "-var", "priority=by command"], cancellationToken);

        var all = JsonDocument.Parse(await cli.RunAsync(["output", "-json", "all"], cancellationToken)).RootElement;
        Assert.Equal(
            ["by file", "by global", "by project", "by workspace", "by variable", "by command", "by priority"],
            all.EnumerateArray().Select(value => value.GetString()));

        async Task SetAsync(string name, object attributes, int from, (string Type, string Id)? place)
        {
            var set = (await api.PostAsync($"organizations/{organization}/varsets", "varsets", attributes, cancellationToken)).GetProperty("id").GetString();
            foreach (var key in keys[from..])
            {
                await api.PostAsync($"varsets/{set}/relationships/vars", "vars", new { key, value = $"by {name}", category = "terraform" }, cancellationToken);
            }

            if (place is { } there)
            {
                await api.SendAsync(HttpMethod.Post, $"varsets/{set}/relationships/{there.Type}", new { data = new[] { new { type = there.Type, id = there.Id } } }, cancellationToken);
            }
        }
    }
}
