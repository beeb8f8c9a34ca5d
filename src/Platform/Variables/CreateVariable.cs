using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Variables;

/// <summary>Gives a workspace a variable.</summary>
public sealed class CreateVariable(
    PlatformDbContext db, Authorizer access, FindWorkspace find, VariableValues values, IEventStream events, TimeProvider clock)
{
    internal const int MostVariables = 2000;
    internal static readonly Refusal KeyTaken = Refusal.Invalid("Key has already been taken", "key");

    public async Task<Result<VariableDetails>> ExecuteAsync(WorkspaceId workspaceId, VariableSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var made = await db.InTransactionAsync(inner => InsertAsync(workspaceId, settings, inner), cancellationToken);
            return made.TryGet(out var variable, out var refusal)
                ? await ListVariables.DescribeToSetterAsync(variable, values, cancellationToken)
                : refusal;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return KeyTaken;
        }
    }

    internal static async Task<IResult> HandleAsync(
        WorkspaceId id, JsonApiRequest<VariableSettings> body, CreateVariable create, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await create.ExecuteAsync(id, body.Attributes, cancellationToken)).ToHttp(details => JsonApiResults.Created(VariableDocument.Of(details)));

    internal static async Task<IResult> HandleLegacyAsync(JsonApiRequest<VariableSettings> body, CreateVariable create, CancellationToken cancellationToken)
    {
        if (body.Refusal is null && !ResourceId.TryParse<WorkspaceId>(body.RelatedId("workspace"), out _))
        {
            return JsonApiResults.Refused(Refusal.NotFound($"workspace {body.RelatedId("workspace")}"));
        }

        return await HandleAsync(WorkspaceId.Wrap(body.RelatedId("workspace") ?? ""), body, create, cancellationToken);
    }

    private async Task<Result<Variable>> InsertAsync(WorkspaceId workspaceId, VariableSettings settings, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(workspaceId, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.WriteVariables, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not change its variables.");
        }

        if (!settings.ReadCategory().TryGet(out var category, out refusal))
        {
            return refusal;
        }

        var variable = new Variable
        {
            Id = VariableId.New(),
            OrganizationId = workspace.OrganizationId,
            WorkspaceId = workspace.Id,
            Key = "",
            Category = category,
            EncryptedValue = [],
            CreatedAt = clock.GetUtcNow(),
        };
        if (settings.ApplyTo(variable, isNew: true) is { } invalid)
        {
            return invalid;
        }

        if (await db.Variables.AnyAsync(v => v.WorkspaceId == workspaceId && v.Category == category && v.Key == variable.Key, cancellationToken))
        {
            return KeyTaken;
        }

        if (await db.Variables.CountAsync(v => v.WorkspaceId == workspaceId, cancellationToken) >= MostVariables)
        {
            return Refusal.Invalid($"A workspace can have at most {MostVariables} variables.", "key");
        }

        await values.SetAsync(variable, settings.Value.Value ?? "", cancellationToken);
        db.Variables.Add(variable);
        db.AnnounceAfterCommit(events, workspace);
        return variable;
    }
}
