using System.Text;
using System.Text.Json;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;

namespace Platform.UnitTests.Agent.Plans;

/// <summary>The schemas that are kept on a node serve every job, so no job may have a say in them.</summary>
[Trait("Needs", "tool")]
public sealed class SchemaCacheTests
{
    private const string OneResource = "resource \"terraform_data\" \"a\" {}\n";

    private const string Poison = """{"format_version":"1.0","provider_schemas":{"terraform.io/builtin/terraform":{"resource_schemas":{"poison":{}}}}}""";

    [Fact]
    public async Task What_runs_in_a_job_cannot_change_what_the_next_one_gets()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        // In the tool's place, so that it does what a provider could: it answers with schemas of its own wherever it runs in a job.
        var settings = agent.WithTool(RunningAgent.ScriptOfInit + $$"""
            [ "$1" = plan ] && { ln -s nowhere .terraform.lock.hcl; echo plan > ../plan/plan.bin; exit 2; }
            [ "$1 $2" = 'show -json' ] && echo '{"format_version":"1.2"}'
            [ "$1" = providers ] && [ -L .terraform.lock.hcl ] && echo '{{Poison}}'
            exit 0
            """);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", OneResource));
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), settings, cancellationToken);
        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);

        var cache = Path.Combine(agent.WorkDirectory, "cache", "schemas");
        Assert.All(Directory.Exists(cache) ? Directory.GetFiles(cache) : [], file => Assert.DoesNotContain("poison", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_after_one_of_an_empty_configuration_has_the_schemas_it_needs()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", "output \"a\" {\n  value = 1\n}\n"));
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        agent.Server.Forget();

        for (var time = 0; time < 2; time++)
        {
            agent.Server.Configuration = AgentJobs.Archive(("main.tf", OneResource));
            await agent.RunAsync(AgentJobs.Plan(agent.Server.Url) with { Id = JobId.New() }, cancellationToken);

            Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
            using var redacted = JsonDocument.Parse(Encoding.UTF8.GetString(agent.Server.Artifacts[JobArtifact.RedactedJsonPlan]));
            Assert.True(redacted.RootElement.GetProperty("provider_schemas").GetProperty("terraform.io/builtin/terraform").GetProperty("resource_schemas").TryGetProperty("terraform_data", out _));
            Assert.DoesNotContain("providers started", agent.Notes.Last(note => note.Contains("Times:", StringComparison.Ordinal)));
            agent.Server.Forget();
        }
    }
}
