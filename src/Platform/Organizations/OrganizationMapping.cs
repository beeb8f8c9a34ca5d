using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Organizations;

internal sealed class OrganizationMapping : IEntityTypeConfiguration<Organization>, IEntityTypeConfiguration<Project>, IEntityTypeConfiguration<ProjectTag>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.Property(o => o.Name).HasMaxLength(40);
        builder.Property(o => o.NormalizedName).HasMaxLength(40);
        builder.Property(o => o.Email).HasMaxLength(320);
        builder.Property(o => o.DefaultExecutionMode).HasDefaultValue(ExecutionMode.Remote);
        builder.HasIndex(o => o.NormalizedName).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(90);
        builder.Property(p => p.Description).HasMaxLength(1000);
        builder.HasIndex(p => new { p.OrganizationId, p.Name }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(p => p.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ProjectTag> builder)
    {
        builder.HasKey(t => new { t.ProjectId, t.Key });
        builder.Property(t => t.Key).HasMaxLength(128);
        builder.Property(t => t.Value).HasMaxLength(256);
        builder.HasIndex(t => new { t.OrganizationId, t.Key, t.Value });
        builder.HasOne<Project>().WithMany().HasForeignKey(t => t.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
