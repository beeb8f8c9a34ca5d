using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Organizations;
using Platform.Persistence;

namespace Platform.Access.Roles;

internal sealed class RoleMapping : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> builder)
    {
        builder.Property(r => r.Name).HasMaxLength(RoleSettings.LongestName);
        builder.Property(r => r.NormalizedName).HasMaxLength(RoleSettings.LongestName);
        builder.Property(r => r.Description).HasMaxLength(RoleSettings.LongestDescription);
        builder.Property(r => r.Permissions).HasConversion<JsonListConverter<string>, JsonListComparer<string>>();
        builder.HasIndex(r => new { r.OrganizationId, r.NormalizedName }).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
