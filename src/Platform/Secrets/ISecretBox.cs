using Platform.Contracts.Ids;

namespace Platform.Secrets;

/// <summary>Encrypts small values (variables, outputs, log pieces) with an organization's data key.</summary>
public interface ISecretBox
{
    /// <summary>Encrypts; <paramref name="context"/> (the object's id) is bound in, and the same must be given to open it.</summary>
    ValueTask<byte[]> SealAsync(OrganizationId organization, string context, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken);

    /// <summary>Decrypts.</summary>
    /// <exception cref="InvalidDataException">The value was altered or belongs to another organization or context.</exception>
    ValueTask<byte[]> OpenAsync(OrganizationId organization, string context, ReadOnlyMemory<byte> sealedValue, CancellationToken cancellationToken);
}
