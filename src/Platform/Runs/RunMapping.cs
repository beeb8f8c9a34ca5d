using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Persistence;
using Platform.Runs.Logs;
using Platform.Workspaces;

namespace Platform.Runs;

internal sealed class RunMapping :
    IEntityTypeConfiguration<Run>, IEntityTypeConfiguration<Plan>, IEntityTypeConfiguration<Apply>,
    IEntityTypeConfiguration<RunEvent>, IEntityTypeConfiguration<LogChunk>
{
    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.Property(r => r.Message).HasMaxLength(Run.LongestMessage);
        builder.Property(r => r.Source).HasMaxLength(60);
        builder.Property(r => r.ErrorMessage).HasMaxLength(Run.LongestErrorMessage);
        builder.Property(r => r.ToolVersion).HasMaxLength(Run.LongestToolVersion);
        builder.Property(r => r.StatusTimes).HasConversion<JsonListConverter<StatusTime>, JsonListComparer<StatusTime>>();
        builder.Property(r => r.TargetAddresses).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.Property(r => r.ReplaceAddresses).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.HasIndex(r => new { r.WorkspaceId, r.CreatedAt });
        builder.HasIndex(r => new { r.WorkspaceId, r.PlanOnly, r.CreatedAt });
        builder.HasIndex(r => new { r.WorkspaceId, r.Status, r.CreatedAt });
        builder.HasIndex(r => new { r.OrganizationId, r.Status, r.CreatedAt });
        builder.HasIndex(r => new { r.OrganizationId, r.CreatedAt });
        builder.HasIndex(r => new { r.Status, r.StatusChangedAt });
        builder.HasIndex(r => r.ConfigurationVersionId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(r => r.WorkspaceId).OnDelete(DeleteBehavior.Cascade);

        // Here, since jobs do not know runs. A job that outlived its run would be claimed for ever.
        builder.HasMany<Job>().WithOne().HasForeignKey(j => j.RunId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<Plan> builder) => ConfigurePhase(builder);

    public void Configure(EntityTypeBuilder<Apply> builder) => ConfigurePhase(builder);

    public void Configure(EntityTypeBuilder<RunEvent> builder)
    {
        builder.Property(e => e.Action).HasMaxLength(60);
        builder.Property(e => e.Comment).HasMaxLength(RunEvent.LongestComment);
        builder.HasIndex(e => new { e.RunId, e.At });
        builder.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<LogChunk> builder)
    {
        builder.HasKey(c => new { c.Phase, c.Stream, c.Offset });
        builder.Property(c => c.Phase).HasMaxLength(64);
    }

    private static void ConfigurePhase<TPhase>(EntityTypeBuilder<TPhase> builder)
        where TPhase : Phase
    {
        builder.Property(p => p.Steps).HasConversion<JsonListConverter<PhaseStep>, JsonListComparer<PhaseStep>>();
        builder.Property(p => p.Hosts).HasConversion<JsonListConverter<ContactedHost>, JsonListComparer<ContactedHost>>();
        builder.HasIndex(p => p.RunId).IsUnique();
        builder.HasOne<Run>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
