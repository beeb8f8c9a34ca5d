using System.Text;
using System.Text.Json;
using Platform.Agent.Inputs;
using Platform.Contracts.Agents;

namespace Platform.UnitTests.Agent.Inputs;

public sealed class JobInputsTests
{
    private static readonly Uri Server = new("https://platform-one.example.com:8443");

    [Fact]
    public void Plain_values_are_written_literally_as_json()
    {
        const string value = "quote \" dollar ${not.interpolated} %{ if } back\\slash\nnew line é";

        var inputs = Inputs(Terraform("text", value));

        Assert.Equal(["platform.tfvars.json"], inputs.VariableFiles);
        var written = JsonSerializer.Deserialize<Dictionary<string, string>>(inputs.Files["platform.tfvars.json"].Span);
        Assert.Equal(value, written!["text"]);
    }

    [Fact]
    public void Expressions_are_written_as_they_are_into_a_file_of_their_own()
    {
        var inputs = Inputs(Terraform("plain", "x"), Terraform("list", "[1, 2]") with { IsHcl = true });

        Assert.Equal(["platform.tfvars.json", "platform.tfvars"], inputs.VariableFiles);
        Assert.Equal("list = [1, 2]\n", Encoding.UTF8.GetString(inputs.Files["platform.tfvars"].Span));
    }

    [Fact]
    public void The_last_of_one_key_wins_also_when_it_changes_from_text_to_expression()
    {
        var inputs = Inputs(Terraform("a", "first"), Terraform("a", "\"second\"") with { IsHcl = true });

        Assert.Equal(["platform.tfvars"], inputs.VariableFiles);
    }

    [Fact]
    public void The_run_is_named_in_the_environment_and_as_input_variables()
    {
        var environment = Inputs().Environment;

        Assert.Equal("demo/network", environment["TFC_WORKSPACE_SLUG"]);
        Assert.Equal("demo/network", environment["TF_VAR_TFC_WORKSPACE_SLUG"]);
        Assert.StartsWith("run-", environment["TFC_RUN_ID"]);
        Assert.Equal("1", environment["TF_IN_AUTOMATION"]);
    }

    [Theory, InlineData("TF_CLI_CONFIG_FILE"), InlineData("TF_DATA_DIR"), InlineData("TF_TOKEN_platform__one_example_com:8443"), InlineData("HOME"), InlineData("tf_workspace"), InlineData("TF_REATTACH_PROVIDERS"), InlineData("TFC_WORKLOAD_IDENTITY_TOKEN"), InlineData("tfc_workload_identity_token_AWS")]
    public void Names_that_are_the_platforms_own_are_blocked_and_named(string key)
    {
        var inputs = Inputs(new JobVariable(key, "x", VariableCategory.Env, IsHcl: false, IsSensitive: false));

        Assert.Equal([new BlockedVariable(key, "the platform sets it itself")], inputs.Blocked);
        Assert.NotEqual("x", inputs.Environment.GetValueOrDefault(key));
    }

    [Theory]
    [InlineData("TF_CLI_ARGS", "-state=x", "-state")]
    [InlineData("TF_CLI_ARGS_apply", "-parallelism=2 -state-out=elsewhere", "-state-out")]
    [InlineData("TF_CLI_ARGS_apply", "--backup=-", "-backup")]
    [InlineData("TF_CLI_ARGS_init", "-backend-config path=x", "-backend-config")]
    [InlineData("TF_CLI_ARGS_init", "-backend=false", "-backend")]
    [InlineData("TF_CLI_ARGS_init", "'-back'\"end\"-con\\fig=path=x", "-backend-config")]
    [InlineData("TF_CLI_ARGS_plan", "-lock=false\n-out=x", "-out")]
    [InlineData("tf_cli_args", "-chdir=/tmp", "-chdir")]
    [InlineData("TF_CLI_ARGS_apply", "-help", "-help")]
    public void Arguments_that_move_state_or_plan_are_blocked_and_named(string key, string value, string option)
    {
        var inputs = Inputs(new JobVariable(key, value, VariableCategory.Env, IsHcl: false, IsSensitive: false));

        Assert.Equal([new BlockedVariable(key, $"the option {option} would keep the run from what the platform asked of it")], inputs.Blocked);
        Assert.DoesNotContain(key, inputs.Environment.Keys);
    }

    [Theory]
    [InlineData("TF_CLI_ARGS_plan", "-parallelism=3 -compact-warnings")]
    [InlineData("TF_CLI_ARGS_init", "-upgrade -lockfile=readonly")]
    [InlineData("TF_CLI_ARGS", "-var=state=-out")]
    [InlineData("TF_CLI_ARGS_STYLE", "")]
    public void Other_arguments_are_passed_on(string key, string value)
    {
        var inputs = Inputs(new JobVariable(key, value, VariableCategory.Env, IsHcl: false, IsSensitive: false));

        Assert.Empty(inputs.Blocked);
        Assert.Equal(value, inputs.Environment[key]);
    }

    [Fact]
    public void Other_environment_variables_are_passed_on()
    {
        var inputs = Inputs(new JobVariable("AWS_REGION", "eu-central-1", VariableCategory.Env, IsHcl: false, IsSensitive: false));

        Assert.Empty(inputs.Blocked);
        Assert.Equal("eu-central-1", inputs.Environment["AWS_REGION"]);
    }

    [Fact]
    public void The_tool_gets_the_runs_token_for_the_platforms_host()
    {
        var text = Encoding.UTF8.GetString(Inputs().Files[JobInputs.CliConfigurationFile].Span);

        Assert.Contains("credentials \"platform-one.example.com:8443\" {\n  token = \"run-token-9876543210\"", text);
    }

    private static JobVariable Terraform(string key, string value) => new(key, value, VariableCategory.Terraform, IsHcl: false, IsSensitive: false);

    private static JobInputs Inputs(params JobVariable[] variables) => JobInputs.Of(AgentJobs.Plan(Server) with { Variables = variables }, providerCache: null, "/private");
}
