using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Runs.WorkloadIdentity;

namespace Platform.UnitTests.Runs.WorkloadIdentity;

public sealed class CredentialRequestsTests
{
    [Theory]
    [InlineData("TFC_WORKLOAD_IDENTITY_AUDIENCE=a", "a")]
    [InlineData("TFC_WORKLOAD_IDENTITY_AUDIENCE=a TFC_WORKLOAD_IDENTITY_AUDIENCE_TWO_B=b TFC_WORKLOAD_IDENTITY_AUDIENCE_TYPE=c", "a b")]
    [InlineData("TFC_AWS_PROVIDER_AUTH=true TFC_AWS_RUN_ROLE_ARN=r", "aws.workload.identity")]
    [InlineData("TFC_AWS_PROVIDER_AUTH=true TFC_AWS_RUN_ROLE_ARN=r TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE=x", "x")]
    [InlineData("TFC_AWS_PROVIDER_AUTH_P=true TFC_AWS_RUN_ROLE_ARN_P=r TFC_DEFAULT_AWS_WORKLOAD_IDENTITY_AUDIENCE=x TFC_AWS_WORKLOAD_IDENTITY_AUDIENCE=of-another", "x")]
    [InlineData("TFC_AZURE_PROVIDER_AUTH=TRUE TFC_AZURE_RUN_CLIENT_ID=c", "api://AzureADTokenExchange")]
    [InlineData("TFC_GCP_PROVIDER_AUTH=true TFC_GCP_WORKLOAD_PROVIDER_NAME=projects/1/x", "//iam.googleapis.com/projects/1/x")]
    [InlineData("TFC_VAULT_PROVIDER_AUTH=true TFC_VAULT_ADDR=https://vault TFC_VAULT_RUN_ROLE=r", "vault.workload.identity")]
    [InlineData("TFC_KUBERNETES_PROVIDER_AUTH=true TFC_KUBERNETES_WORKLOAD_IDENTITY_AUDIENCE=cluster", "cluster")]
    [InlineData("TFC_AWS_PROVIDER_AUTH=false TFC_AWS_RUN_ROLE_ARN=r", "")]
    [InlineData("TFC_WORKLOAD_IDENTITY_TOKEN=forged", "")]
    public void Variables_ask_for_tokens_for_somebody(string variables, string audiences)
    {
        var (requests, problems) = CredentialRequests.Of(Variables(variables), PhaseKind.Plan);

        Assert.Equal(audiences, string.Join(' ', requests.Select(request => request.Audience)));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("TFC_AWS_RUN_ROLE_ARN=run", "run", "run")]
    [InlineData("TFC_AWS_RUN_ROLE_ARN=run TFC_AWS_PLAN_ROLE_ARN=plan", "plan", "run")]
    [InlineData("TFC_AWS_PLAN_ROLE_ARN=plan TFC_AWS_APPLY_ROLE_ARN=apply TFC_DEFAULT_AWS_RUN_ROLE_ARN=other", "plan", "apply")]
    [InlineData("TFC_DEFAULT_AWS_APPLY_ROLE_ARN=apply TFC_AWS_RUN_ROLE_ARN=run", "run", "run")]
    [InlineData("TFC_DEFAULT_AWS_APPLY_ROLE_ARN=apply TFC_DEFAULT_AWS_RUN_ROLE_ARN=run", "run", "apply")]
    public void A_role_of_one_phase_counts_before_that_of_both_and_its_own_before_the_default(string variables, string plan, string apply)
    {
        string RoleIn(PhaseKind phase) => ((AwsCredential)CredentialRequests.Of(Variables($"TFC_AWS_PROVIDER_AUTH=true {variables}"), phase).Requests.Single().With("t")).RoleArn;

        Assert.Equal((plan, apply), (RoleIn(PhaseKind.Plan), RoleIn(PhaseKind.Apply)));
    }

    [Fact]
    public void Each_kind_carries_what_its_reader_is_asked_for()
    {
        var (requests, problems) = CredentialRequests.Of(
            Variables(
                "TFC_AZURE_PROVIDER_AUTH_EAST=true TFC_AZURE_RUN_CLIENT_ID_EAST=client TFC_GCP_PROVIDER_AUTH=true TFC_GCP_PROJECT_NUMBER=1 TFC_GCP_WORKLOAD_POOL_ID=pool "
                + "TFC_GCP_WORKLOAD_PROVIDER_ID=here TFC_GCP_RUN_SERVICE_ACCOUNT_EMAIL=a@b TFC_VAULT_PROVIDER_AUTH=true TFC_VAULT_ADDR=https://vault TFC_VAULT_NAMESPACE=ns "
                + "TFC_VAULT_ENCODED_CACERT=cGVt"),
            PhaseKind.Plan);

        Assert.Equal(
            [
                new AzureCredential("EAST", "t", "client"),
                new GoogleCredential("", "t", "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/here", "a@b"),
                new VaultCredential("", "t", "https://vault", "ns", "pem"),
            ],
            requests.Select(request => request.With("t")));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("TFC_AWS_PROVIDER_AUTH=true", "TFC_AWS_PROVIDER_AUTH is ignored: TFC_AWS_RUN_ROLE_ARN is missing.")]
    [InlineData("TFC_AZURE_PROVIDER_AUTH_X=true TFC_AZURE_RUN_CLIENT_ID=c", "TFC_AZURE_PROVIDER_AUTH_X is ignored: TFC_AZURE_RUN_CLIENT_ID_X is missing.")]
    [InlineData("TFC_GCP_PROVIDER_AUTH=true TFC_GCP_PROJECT_NUMBER=1", "TFC_GCP_PROVIDER_AUTH is ignored: TFC_GCP_WORKLOAD_PROVIDER_NAME is missing.")]
    [InlineData("TFC_KUBERNETES_PROVIDER_AUTH=true", "TFC_KUBERNETES_PROVIDER_AUTH is ignored: TFC_KUBERNETES_WORKLOAD_IDENTITY_AUDIENCE is missing.")]
    [InlineData("TFC_VAULT_PROVIDER_AUTH=true TFC_VAULT_ADDR=https://vault TFC_VAULT_ENCODED_CACERT=!", "TFC_VAULT_PROVIDER_AUTH is ignored: TFC_VAULT_ENCODED_CACERT is not base64.")]
    [InlineData("TFC_VAULT_PROVIDER_AUTH_X=true TFC_VAULT_ADDR=https://vault", "TFC_VAULT_PROVIDER_AUTH_X is ignored: only one Vault is set up for a run; give its provider a token of TFC_WORKLOAD_IDENTITY_AUDIENCE_X instead.")]
    [InlineData("TFC_WORKLOAD_IDENTITY_AUDIENCE_../../x=a", "TFC_WORKLOAD_IDENTITY_AUDIENCE_../../x is ignored: a tag is letters, digits and underscores, and a value one line.")]
    [InlineData("TFC_WORKLOAD_IDENTITY_AUDIENCE_=a", "TFC_WORKLOAD_IDENTITY_AUDIENCE_ is ignored: a tag is letters, digits and underscores, and a value one line.")]
    [InlineData("TFC_AWS_PROVIDER_AUTH=true TFC_AWS_RUN_ROLE_ARN=r\ncredential_process=x", "TFC_AWS_PROVIDER_AUTH is ignored: TFC_AWS_RUN_ROLE_ARN is missing.")]
    public void What_asks_in_vain_is_named(string variables, string problem)
    {
        var (requests, problems) = CredentialRequests.Of(Variables(variables), PhaseKind.Plan);

        Assert.Empty(requests);
        Assert.Equal([problem], problems);
    }

    [Fact]
    public void Nobody_makes_the_platform_sign_without_end()
    {
        var (requests, problems) = CredentialRequests.Of(Variables(string.Join(' ', Enumerable.Range(0, 200).Select(i => $"TFC_WORKLOAD_IDENTITY_AUDIENCE_{i}=a"))), PhaseKind.Apply);

        Assert.Equal(50, requests.Count);
        Assert.Equal(["The run gets 50 identity tokens and asks for 200: the others are left out."], problems);
    }

    [Fact]
    public void An_input_variable_of_the_same_name_asks_for_nothing() => Assert.Empty(
        CredentialRequests.Of([new JobVariable("TFC_WORKLOAD_IDENTITY_AUDIENCE", "a", VariableCategory.Terraform, IsHcl: false, IsSensitive: false)], PhaseKind.Plan).Requests);

    private static IEnumerable<JobVariable> Variables(string text) =>
        text.Split(' ').Select(pair => pair.Split('=', 2)).Select(pair => new JobVariable(pair[0], pair[1], VariableCategory.Env, IsHcl: false, IsSensitive: false));
}
