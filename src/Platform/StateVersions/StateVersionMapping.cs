using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Workspaces;

namespace Platform.StateVersions;

internal sealed class StateVersionMapping : IEntityTypeConfiguration<StateVersion>, IEntityTypeConfiguration<StateVersionOutput>
{
    public void Configure(EntityTypeBuilder<StateVersion> builder)
    {
        builder.Ignore(s => s.IsStored);
        builder.Ignore(s => s.IsDeleted);
        builder.Property(s => s.Md5).HasMaxLength(32);
        builder.Property(s => s.Lineage).HasMaxLength(100);
        builder.Property(s => s.ToolVersion).HasMaxLength(60);
        builder.HasIndex(s => new { s.WorkspaceId, s.CreatedAt });
        builder.HasIndex(s => new { s.WorkspaceId, s.Status, s.CreatedAt });
        builder.HasIndex(s => s.RunId);
        builder.HasIndex(s => s.SoftDeletedAt).HasFilter("\"SoftDeletedAt\" IS NOT NULL");
        builder.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<StateVersionOutput> builder)
    {
        builder.Property(o => o.Name).HasMaxLength(255);
        builder.Property(o => o.Type).HasMaxLength(40);
        builder.HasIndex(o => new { o.StateVersionId, o.Name }).IsUnique();
        builder.HasOne<StateVersion>().WithMany().HasForeignKey(o => o.StateVersionId).OnDelete(DeleteBehavior.Cascade);
    }
}
