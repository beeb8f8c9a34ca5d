using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class CloudBlockTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_configuration_with_a_cloud_block_is_planned_with_structured_output_and_applied()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        using var cli = platform.CommandLineIn(("main.tf", $$"""
            terraform {
              cloud {
                hostname     = "{{platform.Host}}"
                organization = "{{organization}}"
                workspaces {
                  name = "cloudy"
                }
              }
            }
            resource "terraform_data" "one" {
              input = "hello"
            }
            output "greeting" {
              value = terraform_data.one.output
            }
            """));
        await cli.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);

        var planned = await cli.RunAsync(["plan", "-no-color"], cancellationToken);
        var applied = await cli.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);

        // The client draws this itself from the redacted JSON plan, and would print the events as they are if it did not know them.
        Assert.Contains("# terraform_data.one will be created", planned, StringComparison.Ordinal);
        Assert.Contains("Plan: 1 to add, 0 to change, 0 to destroy.", planned, StringComparison.Ordinal);
        Assert.DoesNotContain("\"@level\"", planned + applied, StringComparison.Ordinal);
        Assert.Contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.", applied, StringComparison.Ordinal);
        Assert.Equal("hello", (await cli.RunAsync(["output", "-raw", "greeting"], cancellationToken)).Trim());
    }

    [Fact]
    public async Task A_plan_is_drawn_also_after_one_of_a_configuration_without_resources()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // Its own, since what is kept on a node from earlier runs is what this is about.
        await using var platform = await TestPlatform.StartAsync(new TestOptions(), cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        using var cli = platform.CommandLineIn(("main.tf", $$"""
            terraform {
              cloud {
                hostname     = "{{platform.Host}}"
                organization = "{{organization}}"
                workspaces {
                  name = "first-empty"
                }
              }
            }
            """));
        await cli.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);
        Assert.Contains("No changes.", await cli.RunAsync(["plan", "-no-color"], cancellationToken), StringComparison.Ordinal);

        cli.Write("one.tf", "resource \"terraform_data\" \"one\" {\n  input = \"hello\"\n}\n");
        var planned = await cli.RunAsync(["plan", "-no-color"], cancellationToken);

        Assert.Contains("# terraform_data.one will be created", planned, StringComparison.Ordinal);
        Assert.Contains("+ input  = \"hello\"", planned, StringComparison.Ordinal);
    }
}
