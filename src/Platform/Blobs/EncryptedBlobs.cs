using Platform.Contracts.Ids;
using Platform.Secrets;

namespace Platform.Blobs;

/// <summary>Encrypts objects with the organization's data key on their way to the blob store.</summary>
internal sealed class EncryptedBlobs(IBlobStore store, DataKeys keys) : IEncryptedBlobs
{
    public async Task<long> PutAsync(OrganizationId organization, BlobName name, Stream content, CancellationToken cancellationToken)
    {
        var key = await keys.NewestAsync(organization, cancellationToken);
        var header = BlobHeader.Make(key.Version);
        await using var encrypted = new EncryptingStream(content, header, BlobHeader.CipherFor(header, key, organization.Value, name.Value));
        await store.PutAsync(PathOf(organization, name), encrypted, cancellationToken);
        return encrypted.PlainLength;
    }

    public async Task<Stream?> OpenReadAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken)
    {
        var stored = await store.OpenReadAsync(PathOf(organization, name), cancellationToken);
        if (stored is null)
        {
            return null;
        }

        try
        {
            var header = new byte[BlobHeader.Size];
            var read = await stored.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            var version = BlobHeader.ReadKeyVersion(header.AsSpan(0, read), name.Value);
            var key = await keys.FindAsync(organization, version, cancellationToken);
            return new DecryptingStream(stored, BlobHeader.CipherFor(header, key, organization.Value, name.Value), name.Value);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    public Task DeleteAsync(OrganizationId organization, BlobName name, CancellationToken cancellationToken) =>
        store.DeleteAsync(PathOf(organization, name), cancellationToken);

    internal static string PathOf(OrganizationId organization, BlobName name) => $"{organization}/{name}";
}
