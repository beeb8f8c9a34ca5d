using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Audit.Streaming;

namespace Platform.Audit;

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<AuditHead>, IEntityTypeConfiguration<AuditStream>
{
    private const int LongestAddress = 64;
    private const int LongestWord = 60;
    private const int HashLength = 32;

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.ActorId).HasMaxLength(LongestAddress);
        builder.Property(e => e.ActorName).HasMaxLength(AuditEntry.LongestName);
        builder.Property(e => e.Address).HasMaxLength(LongestAddress);
        builder.Property(e => e.RequestId).HasMaxLength(LongestAddress);
        builder.Property(e => e.Action).HasMaxLength(LongestWord);
        builder.Property(e => e.ResourceType).HasMaxLength(LongestWord);
        builder.Property(e => e.ResourceId).HasMaxLength(AuditEntry.LongestId);
        builder.Property(e => e.Reason).HasMaxLength(AuditEntry.LongestReason);
        builder.Property(e => e.Mac).HasMaxLength(HashLength);
        builder.Property(e => e.Hash).HasMaxLength(HashLength);
        builder.HasIndex(e => e.Sequence).IsUnique();
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.OrganizationId, e.At });
        builder.HasIndex(e => new { e.OrganizationId, e.Sequence });
        builder.HasIndex(e => new { e.OrganizationId, e.ActorId, e.At });
        builder.HasIndex(e => new { e.OrganizationId, e.ResourceId, e.At });

        // Few at any time: those that wait to be sealed.
        builder.HasIndex(e => new { e.At, e.Id }).HasFilter("\"Sequence\" IS NULL");
    }

    public void Configure(EntityTypeBuilder<AuditStream> builder)
    {
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasMaxLength(AuditStream.LongestName);
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Hash).HasMaxLength(HashLength);
        builder.Property(h => h.RemovedHash).HasMaxLength(HashLength);
        builder.Property(h => h.Mac).HasMaxLength(HashLength);
    }
}
