using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Workspaces.Locks;

namespace Platform.Workspaces;

internal sealed class WorkspaceMapping : IEntityTypeConfiguration<Workspace>, IEntityTypeConfiguration<WorkspaceTag>
{
    public void Configure(EntityTypeBuilder<Workspace> builder)
    {
        builder.Property(w => w.Name).HasMaxLength(90);
        builder.Property(w => w.NormalizedName).HasMaxLength(90);
        builder.Property(w => w.Description).HasMaxLength(1000);
        builder.Property(w => w.ToolVersion).HasMaxLength(100);
        builder.Property(w => w.WorkingDirectory).HasMaxLength(500);
        builder.Property(w => w.LockReason).HasMaxLength(1000);
        builder.Property(w => w.LockInfo).HasMaxLength(HttpLockInfo.Longest);
        builder.Property(w => w.OverwritesExecutionMode).HasDefaultValue(false);
        builder.Property(w => w.ProjectRemoteState).HasDefaultValue(false);
        builder.Property(w => w.FileTriggersEnabled).HasDefaultValue(true);
        builder.Property(w => w.AutoApplyRunTrigger).HasDefaultValue(false);
        builder.Property(w => w.TriggerPrefixes).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.Property(w => w.TriggerPatterns).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.Property(w => w.SourceName).HasMaxLength(200);
        builder.Property(w => w.SourceUrl).HasMaxLength(500);
        builder.Property(w => w.EndedRuns).HasDefaultValue(0);
        builder.Property(w => w.FailedRuns).HasDefaultValue(0);
        builder.Property(w => w.FinishedPlans).HasDefaultValue(0);
        builder.Property(w => w.PlanMilliseconds).HasDefaultValue(0L);
        builder.Property(w => w.FinishedApplies).HasDefaultValue(0);
        builder.Property(w => w.ApplyMilliseconds).HasDefaultValue(0L);
        builder.HasIndex(w => new { w.OrganizationId, w.NormalizedName }).IsUnique();
        builder.HasIndex(w => w.ProjectId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(w => w.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<WorkspaceTag> builder)
    {
        builder.HasKey(t => new { t.WorkspaceId, t.Key });
        builder.Property(t => t.Key).HasMaxLength(128);
        builder.Property(t => t.Value).HasMaxLength(256);
        builder.HasIndex(t => new { t.OrganizationId, t.Key, t.Value });
        builder.HasOne<Workspace>().WithMany().HasForeignKey(t => t.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }
}
