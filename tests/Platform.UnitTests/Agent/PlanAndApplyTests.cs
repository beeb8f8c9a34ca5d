using System.Text.Json;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

[Trait("Needs", "tool")]
public sealed class PlanAndApplyTests
{
    private const string OneResource = """
        terraform {
          backend "remote" {
            organization = "demo"
            workspaces {
              name = "network"
            }
          }
        }
        resource "terraform_data" "a" {
          input = "hello"
        }
        output "greeting" {
          value = terraform_data.a.output
        }
        """;

    [Fact]
    public async Task A_plan_and_its_apply_give_logs_artifacts_and_state()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", OneResource));
        var plan = AgentJobs.Plan(agent.Server.Url);

        Assert.Equal(0, await agent.RunAsync(plan, cancellationToken));

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.True(agent.Server.Report.HasChanges);
        Assert.Equal(new ResourceCounts(1, 0, 0, 0), agent.Server.Report.Counts);
        var text = agent.Server.Log(LogStream.Text);
        Assert.StartsWith($"\u0002Terraform v{agent.Server.Report.ToolVersion}\non linux_", text);
        Assert.Contains("Plan:\u001b[0m 1 to add, 0 to change, 0 to destroy.", text);
        Assert.StartsWith("\u0002Terraform v", agent.Server.Log(LogStream.Events));
        Assert.Contains("\"type\":\"planned_change\"", agent.Server.Log(LogStream.Events));
        Assert.Empty(agent.Server.States);
        Assert.Equal([JobArtifact.JsonPlan, JobArtifact.RedactedJsonPlan], agent.Server.AfterReport.Order());
        var steps = agent.Server.Steps.Concat(agent.Server.Report.Steps).Select(step => step.Step).ToList();
        Assert.Equal(steps.Distinct(), steps);
        Assert.Superset(new HashSet<string> { "fetch-configuration", "find-tool", "init", "plan", "show-plan" }, steps.ToHashSet());
        using var redacted = JsonDocument.Parse(agent.Server.Artifacts[JobArtifact.RedactedJsonPlan]);
        Assert.True(redacted.RootElement.GetProperty("provider_schemas").GetProperty("terraform.io/builtin/terraform").GetProperty("resource_schemas").TryGetProperty("terraform_data", out _));

        agent.Server.Forget();
        Assert.Equal(0, await agent.RunAsync(AgentJobs.ApplyOf(plan), cancellationToken));

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.", agent.Server.Log(LogStream.Text));
        Assert.Contains("greeting = \"hello\"", agent.Server.Log(LogStream.Text));
        var final = Assert.Single(agent.Server.States, state => state.IsFinal);
        Assert.Equal(["terraform_data.a"], TestState.Addresses(final.Content));
        Assert.Equal(["cache", "certificates"], Directory.GetDirectories(agent.WorkDirectory).Select(Path.GetFileName).Order());
    }
}
