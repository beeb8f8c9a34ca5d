using Microsoft.AspNetCore.Http;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Runs;

/// <summary>What a client may say when it creates a run; everything else it sends is ignored (protocol.md §4.3).</summary>
[ReadsRelationship("workspace")]
[ReadsRelationship("configuration-version")]
internal sealed class NewRunAttributes
{
    public string? Message { get; init; }
    public bool IsDestroy { get; init; }
    public bool? Refresh { get; init; }
    public bool RefreshOnly { get; init; }
    public bool? AutoApply { get; init; }
    public bool? PlanOnly { get; init; }
    public bool SavePlan { get; init; }
    public bool AllowEmptyApply { get; init; }
    public bool AllowConfigGeneration { get; init; }
    /// <summary>The version that plans, for a plan-only run.</summary>
    public string? TerraformVersion { get; init; }

    public IReadOnlyList<string>? TargetAddrs { get; init; }
    public IReadOnlyList<string>? ReplaceAddrs { get; init; }
    public IReadOnlyList<RunVariable>? Variables { get; init; }
}

/// <summary><c>POST /runs</c>.</summary>
internal static class CreateRunEndpoint
{
    public static async Task<IResult> HandleAsync(
        JsonApiRequest<NewRunAttributes> request, CreateRun create, FindRun find, CancellationToken cancellationToken)
    {
        if (request.Refusal is { } malformed)
        {
            return JsonApiResults.Refused(malformed);
        }

        if (!ResourceId.TryParse<WorkspaceId>(request.RelatedId("workspace"), out var workspace))
        {
            return JsonApiResults.Refused(Refusal.Invalid("The relationship workspace must name the workspace of the run."));
        }

        ConfigurationVersionId? configuration = null;
        if (request.RelatedId("configuration-version") is { } sent)
        {
            if (!ResourceId.TryParse<ConfigurationVersionId>(sent, out var id))
            {
                return JsonApiResults.Refused(Refusal.NotFound($"configuration version {sent}"));
            }

            configuration = id;
        }

        var created = await create.ExecuteAsync(Wish(request.Attributes, workspace, configuration), cancellationToken);
        return created.TryGet(out var run, out var refusal)
            ? (await find.ExecuteAsync(run.Id, cancellationToken)).ToHttp(details => JsonApiResults.Created(RunDocument.Of(details)))
            : JsonApiResults.Refused(refusal);
    }

    private static NewRun Wish(NewRunAttributes sent, WorkspaceId workspace, ConfigurationVersionId? configuration) => new()
    {
        WorkspaceId = workspace,
        ConfigurationVersionId = configuration,
        Message = sent.Message,
        IsDestroy = sent.IsDestroy,
        Refresh = sent.Refresh ?? true,
        RefreshOnly = sent.RefreshOnly,
        AutoApply = sent.AutoApply,
        PlanOnly = sent.PlanOnly,
        SavePlan = sent.SavePlan,
        AllowEmptyApply = sent.AllowEmptyApply,
        AllowConfigGeneration = sent.AllowConfigGeneration,
        ToolVersion = string.IsNullOrWhiteSpace(sent.TerraformVersion) ? null : sent.TerraformVersion.Trim(),
        TargetAddresses = sent.TargetAddrs ?? [],
        ReplaceAddresses = sent.ReplaceAddrs ?? [],
        Variables = sent.Variables ?? [],
    };
}
