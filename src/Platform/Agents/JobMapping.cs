using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Agents;

internal sealed class JobMapping : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.Property(j => j.TokenHash).HasMaxLength(32);
        builder.Property(j => j.Node).HasMaxLength(200);
        builder.HasIndex(j => new { j.Status, j.Priority, j.QueuedAt });
        builder.HasIndex(j => j.RunId);
    }
}
