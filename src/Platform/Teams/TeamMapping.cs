using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Identity;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Workspaces;

namespace Platform.Teams;

internal sealed class TeamMapping :
    IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<TeamMember>, IEntityTypeConfiguration<OrganizationMembership>,
    IEntityTypeConfiguration<TeamWorkspaceAccess>, IEntityTypeConfiguration<TeamProjectAccess>
{
    private const int LongestRights = 1000;

    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.Property(t => t.Name).HasMaxLength(TeamSettings.LongestName);
        builder.Property(t => t.SsoTeamId).HasMaxLength(TeamSettings.LongestSsoId);
        builder.Property(t => t.OrganizationAccess).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.HasIndex(t => new { t.OrganizationId, t.Name }).IsUnique();
        builder.HasIndex(t => t.ServiceUserId);
        builder.HasOne<Organization>().WithMany().HasForeignKey(t => t.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<TeamMember> builder)
    {
        builder.HasKey(m => new { m.TeamId, m.MembershipId });
        builder.HasIndex(m => m.MembershipId);
        builder.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<OrganizationMembership>().WithMany().HasForeignKey(m => m.MembershipId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<OrganizationMembership> builder)
    {
        builder.Property(m => m.Email).HasMaxLength(OrganizationEmail.Longest);
        builder.Property(m => m.NormalizedEmail).HasMaxLength(OrganizationEmail.Longest);
        builder.HasIndex(m => new { m.OrganizationId, m.UserId }).IsUnique();
        builder.HasIndex(m => new { m.OrganizationId, m.NormalizedEmail }).IsUnique();
        builder.HasIndex(m => m.UserId);
        builder.HasIndex(m => m.NormalizedEmail);
        builder.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<TeamWorkspaceAccess> builder)
    {
        builder.Property(a => a.Rights).HasMaxLength(LongestRights);
        builder.HasIndex(a => new { a.TeamId, a.WorkspaceId }).IsUnique();
        builder.HasIndex(a => a.WorkspaceId);
        builder.HasOne<Team>().WithMany().HasForeignKey(a => a.TeamId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(a => a.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<TeamProjectAccess> builder)
    {
        builder.Property(a => a.Rights).HasMaxLength(LongestRights);
        builder.HasIndex(a => new { a.TeamId, a.ProjectId }).IsUnique();
        builder.HasIndex(a => a.ProjectId);
        builder.HasOne<Team>().WithMany().HasForeignKey(a => a.TeamId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
