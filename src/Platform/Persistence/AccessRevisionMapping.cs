using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Persistence;

internal sealed class AccessRevisionMapping : IEntityTypeConfiguration<AccessRevision>
{
    public void Configure(EntityTypeBuilder<AccessRevision> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasData(new AccessRevision { Id = AccessRevision.OnlyId });
    }
}
