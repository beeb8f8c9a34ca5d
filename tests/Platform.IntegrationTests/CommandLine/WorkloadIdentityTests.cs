using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed partial class WorkloadIdentityTests(SharedPlatform shared)
{
    // Logs hide a whole token, and not its parts with spaces between them.
    private const string Configuration = """
        variable "tfc_aws_dynamic_credentials" {
          type = object({
            default = object({ shared_config_file = string })
            aliases = map(object({ shared_config_file = string }))
          })
        }
        output "profile" {
          value = file(var.tfc_aws_dynamic_credentials.aliases["EAST"].shared_config_file)
        }
        resource "terraform_data" "look" {
          provisioner "local-exec" {
            command = <<-EOT
              echo "whole $TFC_WORKLOAD_IDENTITY_TOKEN"
              echo "forged [$TFC_WORKLOAD_IDENTITY_TOKEN_FORGED]"
              echo "parts $(echo $TFC_WORKLOAD_IDENTITY_TOKEN | sed 's/[.]/ . /g')"
              echo "parts $(sed 's/[.]/ . /g' $AWS_WEB_IDENTITY_TOKEN_FILE) for $AWS_ROLE_ARN"
            EOT
          }
        }
        """;

    [Fact]
    public async Task A_run_shows_others_by_a_token_who_it_is_and_cannot_be_given_a_forged_one()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var workspace = await RemoteWorkspace.CreateAsync(await shared.GetAsync(cancellationToken), Configuration, cancellationToken);
        foreach (var (key, value) in ((string, string)[])
            [
                ("TFC_WORKLOAD_IDENTITY_AUDIENCE", "some.reader"), ("TFC_WORKLOAD_IDENTITY_TOKEN", "forged"), ("TFC_WORKLOAD_IDENTITY_TOKEN_FORGED", "forged"),
                ("TFC_AWS_PROVIDER_AUTH", "true"), ("TFC_AWS_PLAN_ROLE_ARN", "arn:of-plans"), ("TFC_AWS_RUN_ROLE_ARN", "arn:of-runs"),
                ("TFC_AWS_PROVIDER_AUTH_EAST", "true"), ("TFC_DEFAULT_AWS_RUN_ROLE_ARN", "arn:of-the-east"), ("TFC_GCP_PROVIDER_AUTH", "true"),
            ])
        {
            await workspace.Api.PostAsync($"workspaces/{await workspace.IdAsync(cancellationToken)}/vars", "vars", new { key, value, category = "env" }, cancellationToken);
        }

        var output = await workspace.RunAsync(cancellationToken, "apply", "-auto-approve");

        Assert.Contains("whole ***", output, StringComparison.Ordinal);
        Assert.Contains("forged []", output, StringComparison.Ordinal);
        Assert.Contains("for arn:of-runs", output, StringComparison.Ordinal);
        Assert.Contains("role_arn = arn:of-the-east", output, StringComparison.Ordinal);
        Assert.Contains("The environment variable TFC_WORKLOAD_IDENTITY_TOKEN_FORGED was not passed on: the platform sets it itself.", output, StringComparison.Ordinal);
        Assert.Contains("TFC_GCP_PROVIDER_AUTH is ignored: TFC_GCP_WORKLOAD_PROVIDER_NAME is missing.", output, StringComparison.Ordinal);
        var run = (await workspace.LastRunAsync("applied", cancellationToken)).GetProperty("id").GetString();
        var tokens = Parts.Matches(output).Select(match => match.Value.Replace(" ", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, tokens.Count);
        var keys = await workspace.Platform.Client.GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative), cancellationToken);
        using var about = JsonDocument.Parse(await workspace.Platform.Client.GetStringAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative), cancellationToken));
        foreach (var (token, audience) in tokens.Zip((string[])["some.reader", "aws.workload.identity"]))
        {
            var judged = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
            {
                ValidIssuer = about.RootElement.GetProperty("issuer").GetString(),
                ValidAudience = audience,
                IssuerSigningKeys = new JsonWebKeySet(keys).GetSigningKeys(),
            });
            Assert.True(judged.IsValid, judged.Exception?.Message);
            Assert.Equal($"organization:{workspace.Organization}:project:Default Project:workspace:main:run_phase:apply", judged.Claims["sub"]);
            Assert.Equal(run, judged.Claims["terraform_run_id"]);
            Assert.False(await IsStoredAsync(workspace.Platform.DataDirectory, token), "The token is in the database.");
        }
    }

    /// <summary>Whether the text, or its signature alone, can be read in the database as it lies there.</summary>
    private static async Task<bool> IsStoredAsync(string dataDirectory, string token)
    {
        var signature = Encoding.ASCII.GetBytes(token.Split('.')[2]);
        foreach (var path in Directory.GetFiles(dataDirectory, "platform.db*"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            if (bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(signature) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"eyJ[\w-]+ \. [\w-]+ \. [\w-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Parts { get; }
}
