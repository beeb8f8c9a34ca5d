using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Blobs;

/// <summary>An object whose owner was deleted. The row commits with the deletion; the object goes afterwards, so that a rollback loses nothing.</summary>
public sealed class UnwantedBlob
{
    public required string Path { get; init; }

    /// <summary>It is a log in pieces, and the path is what their names begin with.</summary>
    public bool InPieces { get; init; }

    public static UnwantedBlob Of(OrganizationId organization, BlobName name) => new() { Path = EncryptedBlobs.PathOf(organization, name) };

    public static UnwantedBlob OfLog(OrganizationId organization, string phase, LogStream stream) =>
        new() { Path = EncryptedBlobs.PathOf(organization, BlobName.Log(phase, stream)), InPieces = true };
}

internal sealed class UnwantedBlobMapping : IEntityTypeConfiguration<UnwantedBlob>
{
    public void Configure(EntityTypeBuilder<UnwantedBlob> builder)
    {
        builder.HasKey(b => b.Path);
        builder.Property(b => b.Path).HasMaxLength(BlobPath.MaxLength);
    }
}
