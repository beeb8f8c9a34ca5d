using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Secrets;

internal sealed class DataKeyMapping : IEntityTypeConfiguration<DataKey>
{
    public void Configure(EntityTypeBuilder<DataKey> builder)
    {
        builder.HasKey(k => new { k.OrganizationId, k.Version });
        builder.Property(k => k.MasterKeyId).HasMaxLength(100);
        builder.Property(k => k.WrappedKey).HasMaxLength(256);
    }
}
