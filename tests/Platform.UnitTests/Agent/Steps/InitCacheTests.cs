using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent.Steps;

/// <summary>The second run of one configuration does not start init; a run of any other does.</summary>
[Trait("Needs", "tool")]
public sealed class InitCacheTests
{
    private const string Main = """
        terraform {
          required_version = ">= 1.0"
        }
        variable "greeting" {
          default = "hello"
        }
        module "inner" {
          source = "./inner"
          text   = var.greeting
        }
        output "said" {
          value = module.inner.said
        }
        """;

    private const string Inner = "variable \"text\" {}\nresource \"terraform_data\" \"a\" {\n  input = var.text\n}\noutput \"said\" {\n  value = terraform_data.a.output\n}\n";

    private static readonly (string Path, string Content)[] Files = [("main.tf", Main), ("inner/main.tf", Inner), ("notes.txt", "first")];

    [Fact]
    public async Task The_second_plan_and_its_apply_need_no_init_and_give_the_same()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(Files);
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);
        Assert.True(InitRan(agent));
        var first = agent.Server.Log(LogStream.Text);

        agent.Server.Forget();
        await agent.RunAsync(plan with { Id = JobId.New(), RunId = RunId.New(), RunToken = "another-run-token" }, cancellationToken);
        Assert.False(InitRan(agent));
        Assert.Equal(first, agent.Server.Log(LogStream.Text));

        agent.Server.Forget();
        await agent.RunAsync(AgentJobs.ApplyOf(plan), cancellationToken);
        Assert.False(InitRan(agent));
        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Contains("said = \"hello\"", agent.Server.Log(LogStream.Text));
    }

    [Theory]
    [InlineData("main.tf", Main + "\n")]
    [InlineData("inner/main.tf", Inner + "# changed\n")]
    [InlineData("extra_override.tf.json", "{}")]
    [InlineData(".terraform.lock.hcl", "# a lock file\n")]
    public async Task A_configuration_that_differs_in_any_byte_is_initialized(string path, string content)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(Files);
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        agent.Server.Forget();

        agent.Server.Configuration = AgentJobs.Archive([.. Files.Where(file => file.Path != path), (path, content)]);
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.True(InitRan(agent));
        Assert.Equal((JobOutcome.Succeeded, null), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
    }

    [Fact]
    public async Task Another_workspace_another_environment_and_another_backend_are_initialized()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(Files);
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);

        foreach (var other in (JobDocument[])
        [
            plan with { WorkspaceId = WorkspaceId.New() },
            plan with { Variables = [new JobVariable("TF_CLI_ARGS_init", "-upgrade", VariableCategory.Env, IsHcl: false, IsSensitive: false)] },
            plan with { StateBackend = StateBackend.Http },
        ])
        {
            agent.Server.Forget();
            await agent.RunAsync(other with { Id = JobId.New() }, cancellationToken);
            Assert.True(InitRan(agent));
            Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        }
    }

    [Fact]
    public async Task Files_that_init_does_not_read_may_change()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(Files);
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        agent.Server.Forget();

        agent.Server.Configuration = AgentJobs.Archive([.. Files[..2], ("notes.txt", "second"), ("terraform.tfvars", "greeting = \"good day\"\n")]);
        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.False(InitRan(agent));
        Assert.Contains("\"good day\"", agent.Server.Log(LogStream.Text));
    }

    [Fact]
    public async Task What_another_agent_is_just_forgetting_is_not_half_restored()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(Files);
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);
        agent.Server.Forget();
        var remembered = Assert.Single(Directory.GetDirectories(Path.Combine(agent.WorkDirectory, "cache", "init", plan.WorkspaceId.Value)));
        File.Delete(Path.Combine(remembered, "terraform.tfstate"));

        await agent.RunAsync(plan with { Id = JobId.New() }, cancellationToken);

        Assert.True(InitRan(agent));
        Assert.Equal((JobOutcome.Succeeded, null), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
    }

    /// <summary>The note that an agent leaves at the end of each job names every start of the tool.</summary>
    private static bool InitRan(RunningAgent agent) =>
        agent.Notes.Last(note => note.Contains("Times:", StringComparison.Ordinal)).Contains("init started", StringComparison.Ordinal);
}
