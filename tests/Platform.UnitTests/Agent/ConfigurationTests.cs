using System.Globalization;
using System.Text;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>Configurations of many kinds, through the real tool in the real sandbox.</summary>
[Trait("Needs", "tool")]
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Sixty_thousand_lines_arrive_complete_and_in_order()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", """
            resource "terraform_data" "loud" {
              provisioner "local-exec" {
                command = "seq -f 'line %.0f of many' 60000"
              }
            }
            """));

        await agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            var numbers = agent.Server.Log(stream).Split('\n')
                .Where(line => line.Contains(" of many", StringComparison.Ordinal) && !line.Contains("Executing", StringComparison.Ordinal))
                .Select(line => line.Split("line ")[^1].Split(' ')[0])
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture));
            Assert.Equal(Enumerable.Range(1, 60_000), numbers);
        }
    }

    [Fact]
    public async Task Variables_arrive_and_sensitive_ones_are_masked_in_both_logs()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", """
            variable "secret" {}
            variable "count_of" { type = list(number) }
            variable "TFC_WORKSPACE_SLUG" {}
            resource "terraform_data" "a" {
              input = var.count_of
              provisioner "local-exec" {
                command = "echo secret is $SECRET; printf '%s' \"$SECRET\" | base64; echo region $REGION run $TFC_RUN_ID; cat $TF_CLI_CONFIG_FILE"
                environment = { SECRET = var.secret }
              }
            }
            output "slug" { value = var.TFC_WORKSPACE_SLUG }
            """));
        var plan = AgentJobs.Plan(agent.Server.Url) with
        {
            Variables =
            [
                new JobVariable("secret", "pa$$word \"with\" <marks>", VariableCategory.Terraform, IsHcl: false, IsSensitive: true),
                new JobVariable("count_of", "[1, 2]", VariableCategory.Terraform, IsHcl: true, IsSensitive: false),
                new JobVariable("REGION", "north", VariableCategory.Env, IsHcl: false, IsSensitive: false),
                new JobVariable("TF_DATA_DIR", "/tmp/x", VariableCategory.Env, IsHcl: false, IsSensitive: false),
            ],
        };

        await agent.PlanAndApplyAsync(plan, cancellationToken);

        var text = agent.Server.Log(LogStream.Text);
        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Contains("secret is ***\n", text);
        Assert.Contains($"region north run {plan.RunId}\n", text);
        Assert.Contains("slug = \"demo/network\"", text);
        Assert.Contains("The environment variable TF_DATA_DIR was not passed on", text);
        foreach (var log in (string[])[text, agent.Server.Log(LogStream.Events)])
        {
            Assert.DoesNotContain("pa$$word", log);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("pa$$word")), log);
            Assert.DoesNotContain(plan.RunToken, log);
        }
    }

    [Fact]
    public async Task A_destroy_of_an_empty_upload_in_a_working_directory_empties_the_state()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("live/prod/main.tf", "resource \"terraform_data\" \"a\" {}\n"));
        var plan = AgentJobs.Plan(agent.Server.Url) with { WorkingDirectory = "live/prod" };
        await agent.PlanAndApplyAsync(plan, cancellationToken);
        agent.Server.State = agent.Server.States.Single(state => state.IsFinal).Content;

        agent.Server.Forget();
        agent.Server.Configuration = AgentJobs.Archive(("live/prod/", ""));
        await agent.PlanAndApplyAsync(plan with { Id = Contracts.Ids.JobId.New(), Options = new PlanOptions { IsDestroy = true } }, cancellationToken);

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Equal(new ResourceCounts(0, 0, 1, 0), agent.Server.Report.Counts);
        Assert.Empty(TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    [Fact]
    public async Task A_plan_that_changes_nothing_says_so_and_sends_no_state()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", "resource \"terraform_data\" \"a\" {}\n"));
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.PlanAndApplyAsync(plan, cancellationToken);
        agent.Server.State = agent.Server.States.Single(state => state.IsFinal).Content;
        agent.Server.Forget();

        await agent.RunAsync(plan with { Id = Contracts.Ids.JobId.New() }, cancellationToken);

        Assert.Equal((JobOutcome.Succeeded, false), (agent.Server.Report!.Outcome, agent.Server.Report.HasChanges));
        Assert.Contains("No changes.", agent.Server.Log(LogStream.Text));
        Assert.Contains("terraform_data.a: Refreshing state... [id=", agent.Server.Log(LogStream.Text));
        Assert.Empty(agent.Server.States);
    }

    [Fact]
    public async Task A_plan_that_only_moves_a_resource_has_changes()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", "resource \"terraform_data\" \"a\" {}\n"));
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.PlanAndApplyAsync(plan, cancellationToken);
        agent.Server.State = agent.Server.States.Single(state => state.IsFinal).Content;
        agent.Server.Forget();
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", "resource \"terraform_data\" \"b\" {}\nmoved {\n  from = terraform_data.a\n  to = terraform_data.b\n}\n"));

        await agent.RunAsync(plan with { Id = Contracts.Ids.JobId.New() }, cancellationToken);

        Assert.Equal((true, ResourceCounts.None), (agent.Server.Report!.HasChanges, agent.Server.Report.Counts));
    }

    [Fact]
    public async Task State_files_and_backends_of_a_workstation_are_not_used()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(
            ("main.tf", "terraform {\n  cloud {\n    organization = \"demo\"\n    workspaces {\n      name = \"network\"\n    }\n  }\n}\nresource \"terraform_data\" \"a\" {}\n"),
            ("terraform.tfstate", "{\"version\":4,\"serial\":9,\"lineage\":\"other\",\"resources\":[]}"),
            (".terraform/terraform.tfstate", "{\"version\":3,\"backend\":{\"type\":\"s3\",\"config\":{},\"hash\":1}}"),
            (".terraform/environment", "other"));

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.Equal((JobOutcome.Succeeded, null), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
        Assert.True(agent.Server.Report.HasChanges);
    }

    [Theory]
    [InlineData("resource \"terraform_data\" \"a\" { input = var.missing }", "Reference to undeclared input variable.")]
    [InlineData("module \"m\" { source = \"./missing\" }", "Unreadable module directory.")]
    [InlineData("resource \"terraform_data\" {", "Unclosed configuration block.")]
    public async Task A_configuration_that_is_wrong_fails_with_the_tools_first_error(string configuration, string message)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", configuration));

        Assert.Equal(0, await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken));

        Assert.Equal((JobOutcome.Failed, message), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
        Assert.Contains(message.TrimEnd('.'), agent.Server.Log(LogStream.Text));
        Assert.Contains(message.TrimEnd('.'), agent.Server.Log(LogStream.Events));
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_named_in_log_and_report()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""));

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url) with { Tool = new ToolRequirement(ToolName.Terraform, "0.0.1") }, cancellationToken);

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.StartsWith("No terraform was found that satisfies '0.0.1'", agent.Server.Report.Message);
        Assert.StartsWith("\u0002Terraform\non linux_", agent.Server.Log(LogStream.Text));
        Assert.Contains("No terraform was found", agent.Server.Log(LogStream.Text));
    }

    [Fact]
    public async Task A_file_that_is_no_archive_fails_with_a_sentence()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = "not an archive"u8.ToArray();

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.StartsWith("The uploaded configuration could not be unpacked", agent.Server.Report!.Message);
    }

    [Fact]
    public async Task A_state_file_replaced_by_a_link_to_the_host_is_not_uploaded()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", """
            resource "terraform_data" "a" {
              provisioner "local-exec" {
                command = "ln -sf /etc/passwd ../state/terraform.tfstate; ls -l ../state"
              }
            }
            """));

        await agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.DoesNotContain(agent.Server.States, state => Encoding.UTF8.GetString(state.Content).Contains("root:", StringComparison.Ordinal));
    }
}
