using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>Whatever a configuration says about its backend, the state comes to the platform or the run fails.</summary>
[Trait("Needs", "tool")]
public sealed class BackendTests
{
    private const string Main = "resource \"terraform_data\" \"a\" {}\n";
    private const string Elsewhere = "terraform {\n  backend \"local\" {\n    path = \"elsewhere.tfstate\"\n  }\n}\n";

    [Theory]
    [InlineData("zzzz_override.tf", StateBackend.Local)]
    [InlineData("~~~_override.tf", StateBackend.Http)]
    [InlineData("zzz_platform_backend_override.tf", StateBackend.Local)]
    [InlineData("ärger_override.tf", StateBackend.Local)]
    public async Task An_uploaded_override_file_does_not_take_the_state_away(string name, StateBackend backend)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Main), (name, Elsewhere));

        await agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url) with { StateBackend = backend }, cancellationToken);

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Equal(["terraform_data.a"], TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    [Theory]
    [InlineData("TF_CLI_ARGS_init", "-backend-config=path=elsewhere.tfstate")]
    [InlineData("TF_CLI_ARGS_apply", "-state-out=elsewhere.tfstate")]
    [InlineData("TF_CLI_ARGS", "-state=elsewhere.tfstate")]
    public async Task Arguments_from_the_environment_do_not_take_the_state_away(string key, string value)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Main));

        await agent.PlanAndApplyAsync(
            AgentJobs.Plan(agent.Server.Url) with { Variables = [new JobVariable(key, value, VariableCategory.Env, IsHcl: false, IsSensitive: false)] },
            cancellationToken);

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Equal(["terraform_data.a"], TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
        Assert.Contains($"The environment variable {key} was not passed on: the option ", agent.Server.Log(LogStream.Text));
    }

    [Fact]
    public async Task Harmless_arguments_from_the_environment_arrive()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", "variable \"word\" {}\noutput \"said\" {\n  value = var.word\n}\n"));

        await agent.PlanAndApplyAsync(
            AgentJobs.Plan(agent.Server.Url) with { Variables = [new JobVariable("TF_CLI_ARGS_plan", "-parallelism=1 -var 'word=by argument'", VariableCategory.Env, IsHcl: false, IsSensitive: false)] },
            cancellationToken);

        Assert.Contains("said = \"by argument\"", agent.Server.Log(LogStream.Text));
    }

    [Fact]
    public async Task A_tool_that_settled_on_another_backend_fails_the_run_before_it_plans()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Main));
        var settings = agent.WithTool("""
            #!/bin/sh
            [ "$1" = init ] && mkdir .terraform && echo '{"version":3,"backend":{"type":"local","config":{"path":"elsewhere.tfstate"}}}' > .terraform/terraform.tfstate
            exit 0
            """);

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), settings, cancellationToken);

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.StartsWith("The configuration made init use another backend than the platform's own", agent.Server.Report.Message);
        Assert.DoesNotContain("plan started", agent.Notes.Last(note => note.Contains("Times:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_apply_that_made_something_and_left_no_new_state_fails()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Main));
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);
        agent.Server.Forget();
        var settings = agent.WithTool(RunningAgent.ScriptOfInit + """
            [ "$1" = apply ] && echo '{"@level":"info","@message":"done","type":"change_summary","changes":{"add":1,"change":0,"import":0,"remove":0,"operation":"apply"}}'
            exit 0
            """);

        await agent.RunAsync(AgentJobs.ApplyOf(plan) with { Id = JobId.New() }, settings, cancellationToken);

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.StartsWith("The apply made changes and left no new state", agent.Server.Report.Message);
        Assert.Contains("left no new state", agent.Server.Log(LogStream.Text));
    }
}
