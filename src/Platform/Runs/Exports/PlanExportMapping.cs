using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Runs.Exports;

internal sealed class PlanExportMapping : IEntityTypeConfiguration<PlanExport>
{
    public void Configure(EntityTypeBuilder<PlanExport> builder)
    {
        builder.Property(e => e.ErrorMessage).HasMaxLength(PlanExport.LongestErrorMessage);
        builder.HasIndex(e => e.LivePlanId).IsUnique();
        builder.HasIndex(e => new { e.Status, e.QueuedAt });
        builder.HasIndex(e => e.RunId);
        builder.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
