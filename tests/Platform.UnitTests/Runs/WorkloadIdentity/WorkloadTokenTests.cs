using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Access;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Identity.Tokens;
using Platform.Results;
using Platform.Runs;
using Platform.Runs.Phases;
using Platform.Runs.WorkloadIdentity;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Runs.WorkloadIdentity;

/// <summary>The tokens of a run as an outsider judges them: by what the platform serves to everybody.</summary>
public sealed class WorkloadTokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_proves_by_what_is_served_who_it_is()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, services => services.AddScoped<RunTokens>(), Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync("network");
        await AddVariableAsync(api, $"/workspaces/{workspace}/vars", "TFC_WORKLOAD_IDENTITY_AUDIENCE", "some.reader");
        await AddVariableAsync(api, $"/workspaces/{workspace}/vars", "TFC_AWS_PROVIDER_AUTH", "true");
        var run = await api.AddRunAsync(workspace, 1, moves: RunMove.QueuePlan);

        var plan = await HandOutAsync(api, run, PhaseKind.Plan);
        var apply = await HandOutAsync(api, run, PhaseKind.Apply);

        Assert.Equal(["TFC_AWS_PROVIDER_AUTH is ignored: TFC_AWS_RUN_ROLE_ARN is missing."], plan.Notices);
        var (about, keys) = (await ReadAsync(api, "openid-configuration"), await ReadAsync(api, "jwks"));
        var issuer = about.GetProperty("issuer").GetString()!;
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+$", issuer);
        Assert.Equal($"{issuer}/.well-known/jwks", about.GetProperty("jwks_uri").GetString());
        Assert.Equal(
            "id_token public RS256 openid",
            string.Join(' ', ((string[])["response_types", "subject_types", "id_token_signing_alg_values", "scopes"]).SelectMany(what => Texts(about, $"{what}_supported"))));
        Assert.DoesNotContain("\"d\"", keys.GetRawText(), StringComparison.Ordinal);

        var claims = await JudgeAsync(plan.Credentials.Single().Token, keys, issuer, "some.reader");
        var (organization, project) = await api.WithDatabaseAsync(async db => (await db.Organizations.SingleAsync(Token), await db.Projects.SingleAsync(Token)));
        const string Workspace = "organization:demo:project:Default Project:workspace:network";
        Assert.Equal(
            [
                ("sub", $"{Workspace}:run_phase:plan"), ("terraform_full_workspace", Workspace), ("terraform_organization_id", organization.Id.Value), ("terraform_organization_name", "demo"),
                ("terraform_project_id", project.Id.Value), ("terraform_project_name", "Default Project"), ("terraform_run_id", run.Id.Value), ("terraform_run_phase", "plan"),
                ("terraform_workspace_id", workspace.Value), ("terraform_workspace_name", "network"),
            ],
            claims.Claims.Where(claim => claim.Type == "sub" || claim.Type.StartsWith("terraform_", StringComparison.Ordinal)).Select(claim => (claim.Type, claim.Value)).Order());
        Assert.Equal("JWT", claims.Typ);
        Assert.Equal(TimeSpan.FromSeconds(5), claims.IssuedAt - claims.ValidFrom);
        Assert.Equal(new SandboxOptions().LongestPhase, claims.ValidTo - claims.IssuedAt);
        Assert.All(Texts(about, "claims_supported"), name => Assert.True(claims.TryGetClaim(name, out _), name));

        var second = await JudgeAsync(apply.Credentials.Single().Token, keys, issuer, "some.reader");
        Assert.Equal(($"{Workspace}:run_phase:apply", "apply"), (second.Subject, second.GetClaim("terraform_run_phase").Value));
        Assert.NotEqual(claims.Id, second.Id);
    }

    [Fact]
    public async Task A_token_that_a_variable_set_asks_for_outlives_the_rotation_of_its_key_but_not_its_being_taken_back()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, services => services.AddScoped<RunTokens>(), Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"data":{"type":"varsets","attributes":{"name":"of all","global":true}}}""")).Is(201).Id;
        await AddVariableAsync(api, $"/varsets/{set}/relationships/vars", "TFC_WORKLOAD_IDENTITY_AUDIENCE_X", "some.reader");
        var run = await api.AddRunAsync(workspace, 1, moves: RunMove.QueuePlan);
        var credential = Assert.IsType<PlainCredential>((await HandOutAsync(api, run, PhaseKind.Plan)).Credentials.Single());
        var issuer = (await ReadAsync(api, "openid-configuration")).GetProperty("issuer").GetString()!;
        Assert.Equal("X", credential.Tag);

        Assert.Null((await RotateAsync(api, atOnce: false)).Refusal);
        Assert.Equal(2, (await ReadAsync(api, "jwks")).GetProperty("keys").GetArrayLength());
        await JudgeAsync(credential.Token, await ReadAsync(api, "jwks"), issuer, "some.reader");

        Assert.Null((await RotateAsync(api, atOnce: true)).Refusal);
        var keys = await ReadAsync(api, "jwks");
        Assert.Equal(1, keys.GetProperty("keys").GetArrayLength());
        Assert.False((await ValidateAsync(credential.Token, keys, issuer, "some.reader")).IsValid);
        await JudgeAsync((await HandOutAsync(api, run, PhaseKind.Plan)).Credentials.Single().Token, keys, issuer, "some.reader");
    }

    private static Task<JobDocument> HandOutAsync(ApiServer api, Run run, PhaseKind phase) => api.WithServicesAsync(services =>
    {
        var job = new Job
        {
            Id = JobId.New(), OrganizationId = run.OrganizationId, WorkspaceId = run.WorkspaceId, RunId = run.Id, Phase = phase, Priority = 30, QueuedAt = run.CreatedAt,
        };
        return services.GetRequiredService<BuildJobDocument>().ExecuteAsync(new ClaimedJob(job, run, "job.token"), Token);
    });

    private static Task<Result<IdentityKey>> RotateAsync(ApiServer api, bool atOnce) => api.WithServicesAsync(services =>
    {
        services.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return services.GetRequiredService<RotateIdentityKey>().ExecuteAsync(atOnce, Token);
    });

    private static async Task AddVariableAsync(ApiServer api, string path, string key, string value) =>
        (await api.SendAsync("POST", path, $$$$"""{"data":{"attributes":{"key":"{{{{key}}}}","value":"{{{{value}}}}","category":"env"}}}""")).Is(201);

    /// <summary>Reads one of the two documents, which must be for everybody and for everybody's cache.</summary>
    private static async Task<JsonElement> ReadAsync(ApiServer api, string name)
    {
        using var stranger = new HttpClient();
        using var answer = await stranger.GetAsync(new Uri(api.Address, $"/.well-known/{name}"), Token);
        Assert.Equal((200, "application/json", "public, max-age=300"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
    }

    private static async Task<JsonWebToken> JudgeAsync(string token, JsonElement keys, string issuer, string audience)
    {
        var result = await ValidateAsync(token, keys, issuer, audience);
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.False((await ValidateAsync(token, keys, issuer, "another.reader")).IsValid);
        return (JsonWebToken)result.SecurityToken;
    }

    private static Task<TokenValidationResult> ValidateAsync(string token, JsonElement keys, string issuer, string audience) => new JsonWebTokenHandler().ValidateTokenAsync(
        token,
        new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["JWT"],
            IssuerSigningKeys = new JsonWebKeySet(keys.GetRawText()).GetSigningKeys(),
            TryAllIssuerSigningKeys = false,
            ClockSkew = TimeSpan.Zero,
        });

    private static string[] Texts(JsonElement document, string name) => [.. document.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
