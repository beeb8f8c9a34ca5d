using System.Text;
using Platform.Secrets;

namespace Platform.Variables;

/// <summary>Encrypts the values of variables and opens them again.</summary>
public sealed class VariableValues(ISecretBox box)
{
    internal async ValueTask<string> OpenAsync(StoredVariable variable, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await box.OpenAsync(variable.OrganizationId, variable.Id.Value, variable.EncryptedValue, cancellationToken));

    internal async ValueTask SetAsync(StoredVariable variable, string value, CancellationToken cancellationToken) =>
        variable.EncryptedValue = await box.SealAsync(variable.OrganizationId, variable.Id.Value, Encoding.UTF8.GetBytes(value), cancellationToken);
}
