using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

internal sealed class ConfigurationVersionMapping : IEntityTypeConfiguration<ConfigurationVersion>
{
    public void Configure(EntityTypeBuilder<ConfigurationVersion> builder)
    {
        builder.Property(c => c.Source).HasMaxLength(60);
        builder.Property(c => c.ErrorMessage).HasMaxLength(1000);
        builder.HasIndex(c => new { c.WorkspaceId, c.CreatedAt });
        builder.HasIndex(c => new { c.WorkspaceId, c.Status, c.CreatedAt });
        builder.HasIndex(c => c.SoftDeletedAt).HasFilter("\"SoftDeletedAt\" IS NOT NULL");
        builder.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }
}
