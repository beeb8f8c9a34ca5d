using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Organizations;
using Platform.Workspaces;

namespace Platform.Variables.Sets;

internal sealed class VariableSetMapping :
    IEntityTypeConfiguration<VariableSet>,
    IEntityTypeConfiguration<VariableSetVariable>,
    IEntityTypeConfiguration<VariableSetWorkspace>,
    IEntityTypeConfiguration<VariableSetProject>
{
    public void Configure(EntityTypeBuilder<VariableSet> builder)
    {
        builder.Property(s => s.Name).HasMaxLength(VariableSetSettings.LongestName);
        builder.Property(s => s.NormalizedName).HasMaxLength(VariableSetSettings.LongestName);
        builder.Property(s => s.Description).HasMaxLength(VariableSetSettings.LongestDescription);

        // A name is there once among the organization's own sets, and once among those of each project: NULL equals nothing.
        builder.HasIndex(s => new { s.OrganizationId, s.NormalizedName }).IsUnique().HasFilter("\"ProjectId\" IS NULL");
        builder.HasIndex(s => new { s.ProjectId, s.NormalizedName }).IsUnique();
        builder.HasIndex(s => s.OrganizationId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<VariableSetVariable> builder)
    {
        builder.Property(v => v.Key).HasMaxLength(255);
        builder.Property(v => v.Description).HasMaxLength(1000);
        builder.HasIndex(v => new { v.VariableSetId, v.Category, v.Key }).IsUnique();
        builder.HasOne<VariableSet>().WithMany().HasForeignKey(v => v.VariableSetId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<VariableSetWorkspace> builder)
    {
        builder.HasKey(a => new { a.VariableSetId, a.WorkspaceId });
        builder.HasIndex(a => a.WorkspaceId);
        builder.HasOne<VariableSet>().WithMany().HasForeignKey(a => a.VariableSetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(a => a.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<VariableSetProject> builder)
    {
        builder.HasKey(a => new { a.VariableSetId, a.ProjectId });
        builder.HasIndex(a => a.ProjectId);
        builder.HasOne<VariableSet>().WithMany().HasForeignKey(a => a.VariableSetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
