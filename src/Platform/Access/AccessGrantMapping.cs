using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Identity;
using Platform.Organizations;
using Platform.Teams;
using Platform.Workspaces;

namespace Platform.Access;

internal sealed class AccessGrantMapping : IEntityTypeConfiguration<AccessGrant>
{
    public void Configure(EntityTypeBuilder<AccessGrant> builder)
    {
        builder.HasIndex(g => new { g.UserId, g.OrganizationId });
        builder.HasIndex(g => g.TeamId);
        builder.HasIndex(g => new { g.OrganizationId, g.CreatedAt });
        builder.HasIndex(g => g.ProjectId);
        builder.HasIndex(g => g.WorkspaceId);
        builder.HasIndex(g => g.RoleId);
        builder.HasOne<User>().WithMany().HasForeignKey(g => g.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Team>().WithMany().HasForeignKey(g => g.TeamId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Organization>().WithMany().HasForeignKey(g => g.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(g => g.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(g => g.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }
}
