using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.Results;
using Platform.Secrets;

namespace Platform.Variables;

/// <summary>Encrypts the values of variables, opens them again and changes them.</summary>
public sealed class VariableValues(ISecretBox box)
{
    internal async ValueTask<string> OpenAsync(StoredVariable variable, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await box.OpenAsync(variable.OrganizationId, variable.Id.Value, variable.EncryptedValue, cancellationToken));

    internal async ValueTask SetAsync(StoredVariable variable, string value, CancellationToken cancellationToken) =>
        variable.EncryptedValue = await box.SealAsync(variable.OrganizationId, variable.Id.Value, Encoding.UTF8.GetBytes(value), cancellationToken);

    /// <summary>Changes a variable as a caller wishes, unless one of those <paramref name="beside"/> it, in the workspace or the set, has its key then.</summary>
    internal async Task<Refusal?> ChangeAsync<TVariable>(TVariable variable, VariableSettings settings, IQueryable<TVariable> beside, CancellationToken cancellationToken)
        where TVariable : StoredVariable
    {
        if (settings.ApplyTo(variable, isNew: false) is { } invalid)
        {
            return invalid;
        }

        if (await beside.AnyAsync(v => v.Category == variable.Category && v.Key == variable.Key && v.Id != variable.Id, cancellationToken))
        {
            return CreateVariable.KeyTaken;
        }

        if (settings.Value.IsSet)
        {
            await SetAsync(variable, settings.Value.Value ?? "", cancellationToken);
        }

        return null;
    }
}
