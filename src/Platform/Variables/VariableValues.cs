using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Secrets;

namespace Platform.Variables;

/// <summary>Encrypts the values of variables and opens them again.</summary>
public sealed class VariableValues(PlatformDbContext db, ISecretBox box)
{
    /// <summary>The variables of a workspace with their values, sensitive ones too: for the job of a run, never for a caller.</summary>
    public async Task<IReadOnlyList<JobVariable>> ForRunAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var rows = await db.Variables.AsNoTracking().Where(v => v.WorkspaceId == workspace).OrderBy(v => v.Key).ToListAsync(cancellationToken);
        var variables = new List<JobVariable>(rows.Count);
        foreach (var row in rows)
        {
            variables.Add(new JobVariable(row.Key, await OpenAsync(row, cancellationToken), row.Category, row.IsHcl, row.IsSensitive));
        }

        return variables;
    }

    internal async ValueTask<string> OpenAsync(Variable variable, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await box.OpenAsync(variable.OrganizationId, variable.Id.Value, variable.EncryptedValue, cancellationToken));

    internal async ValueTask SetAsync(Variable variable, string value, CancellationToken cancellationToken) =>
        variable.EncryptedValue = await box.SealAsync(variable.OrganizationId, variable.Id.Value, Encoding.UTF8.GetBytes(value), cancellationToken);
}
