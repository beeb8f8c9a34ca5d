using System.Text;
using System.Text.Json;
using Platform.Agent.Inputs;
using Platform.Contracts.Agents;

namespace Platform.UnitTests.Agent.Inputs;

public sealed class IdentityInputsTests
{
    [Fact]
    public void A_token_for_anybody_is_a_variable_with_its_tag()
    {
        var inputs = Of(new PlainCredential("", "one"), new PlainCredential("VAULT_EAST", "two"));

        Assert.Equal([("TFC_WORKLOAD_IDENTITY_TOKEN", "one"), ("TFC_WORKLOAD_IDENTITY_TOKEN_VAULT_EAST", "two")], Environment(inputs));
        Assert.Empty(inputs.Files);
    }

    [Fact]
    public void Aws_finds_its_role_and_the_token_in_a_file_and_those_with_tags_in_settings_of_their_own()
    {
        var inputs = Of(new AwsCredential("", "one", "arn:one"), new AwsCredential("EAST", "two", "arn:two"));

        Assert.Equal(
            [
                ("AWS_ROLE_ARN", "arn:one"), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/private/identity-aws.token"),
                ("TF_VAR_tfc_aws_dynamic_credentials", """{"default":{"shared_config_file":"/private/identity-aws.config"},"aliases":{"EAST":{"shared_config_file":"/private/identity-aws-EAST.config"}}}"""),
            ],
            Environment(inputs));
        Assert.Equal("one", Text(inputs, "identity-aws.token"));
        Assert.Equal("two", Text(inputs, "identity-aws-EAST.token"));
        Assert.Equal("[default]\nrole_arn = arn:two\nweb_identity_token_file = /private/identity-aws-EAST.token\n", Text(inputs, "identity-aws-EAST.config"));
    }

    [Fact]
    public void Azure_gets_all_in_variables_and_those_with_tags_files()
    {
        var inputs = Of(new AzureCredential("", "one", "client"), new AzureCredential("EAST", "two", "other"));

        Assert.Equal(
            [
                ("ARM_CLIENT_ID", "client"), ("ARM_OIDC_TOKEN", "one"), ("ARM_USE_OIDC", "true"),
                ("TF_VAR_tfc_azure_dynamic_credentials", """{"default":{"client_id_file_path":"/private/identity-azure.client-id","oidc_token_file_path":"/private/identity-azure.token"},"aliases":{"EAST":{"client_id_file_path":"/private/identity-azure-EAST.client-id","oidc_token_file_path":"/private/identity-azure-EAST.token"}}}"""),
            ],
            Environment(inputs));
        Assert.Equal(("other", "two"), (Text(inputs, "identity-azure-EAST.client-id"), Text(inputs, "identity-azure-EAST.token")));
    }

    [Theory, InlineData(null), InlineData("robot@demo.example")]
    public void Google_is_shown_where_the_token_lies_and_as_whom_to_act(string? account)
    {
        var inputs = Of(new GoogleCredential("", "one", "//iam.googleapis.com/projects/1/x", account));

        Assert.Contains(("GOOGLE_APPLICATION_CREDENTIALS", "/private/identity-gcp.json"), Environment(inputs));
        var written = JsonDocument.Parse(Text(inputs, "identity-gcp.json")).RootElement;
        Assert.Equal(
            ("external_account", "//iam.googleapis.com/projects/1/x", "/private/identity-gcp.token"),
            (written.GetProperty("type").GetString(), written.GetProperty("audience").GetString(), written.GetProperty("credential_source").GetProperty("file").GetString()));
        Assert.Equal(account is not null, written.TryGetProperty("service_account_impersonation_url", out var url));
        Assert.Equal(account is null ? "" : "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/robot%40demo.example:generateAccessToken", url.ToString());
    }

    [Fact]
    public void Vault_gets_what_its_provider_needs_to_log_in_itself()
    {
        var inputs = Of(new VaultCredential("", "one", "https://vault", "ns", "pem"));

        Assert.Equal(
            [("TERRAFORM_VAULT_AUTH_JWT", "one"), ("VAULT_ADDR", "https://vault"), ("VAULT_CACERT", "/private/identity-vault.pem"), ("VAULT_NAMESPACE", "ns")],
            Environment(inputs));
        Assert.Equal("pem", Text(inputs, "identity-vault.pem"));
    }

    [Fact]
    public void Where_all_have_tags_the_default_is_there_and_empty_and_nothing_is_set_by_itself()
    {
        var inputs = Of(new KubernetesCredential("EAST", "one"));

        Assert.Equal(
            [("TF_VAR_tfc_kubernetes_dynamic_credentials", """{"default":{"token_path":""},"aliases":{"EAST":{"token_path":"/private/identity-kubernetes-EAST.token"}}}""")],
            Environment(inputs));
        Assert.Contains(("KUBE_TOKEN", "two"), Environment(Of(new KubernetesCredential("", "two"))));
    }

    [Fact]
    public void Tokens_are_hidden_in_logs_and_arrive_with_the_job_as_what_they_are()
    {
        var sent = AgentJobs.Plan(new Uri("https://platform.example.com")) with { Credentials = [new AwsCredential("A", "header.claims.signature", "arn")] };

        var read = JsonSerializer.Deserialize<JobDocument>(JsonSerializer.Serialize(sent, AgentJson.Options), AgentJson.Options)!;

        Assert.Equal(sent.Credentials, read.Credentials);
        Assert.Contains(JobInputs.Of(read, providerCache: null, "/private").Secrets, secret => Encoding.UTF8.GetString(secret) == "header.claims.signature");
    }

    private static IdentityInputs Of(params WorkloadCredential[] credentials) => IdentityInputs.Of(credentials, "/private");

    private static IEnumerable<(string, string)> Environment(IdentityInputs inputs) => inputs.Environment.Select(pair => (pair.Key, pair.Value)).Order();

    private static string Text(IdentityInputs inputs, string name) => Encoding.UTF8.GetString(inputs.Files[name].Span);
}
