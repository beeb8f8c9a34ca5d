using Platform.Contracts.Ids;

namespace Platform.Blobs;

/// <summary>Objects of an organization: encrypted on the way in, decrypted on the way out, never whole in memory.</summary>
public interface IEncryptedBlobs
{
    /// <summary>Encrypts and stores the stream; durable when the task is done.</summary>
    /// <returns>How many bytes the stream had.</returns>
    Task<long> PutAsync(OrganizationId organization, BlobName name, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens the decrypted object, or null when there is none. A reader gets no byte that was not verified.</summary>
    /// <exception cref="InvalidDataException">While reading: the object was altered, cut or belongs elsewhere.</exception>
    Task<Stream?> OpenReadAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken);

    Task DeleteAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken);
}
