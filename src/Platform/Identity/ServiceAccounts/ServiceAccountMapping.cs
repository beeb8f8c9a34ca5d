using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Organizations;

namespace Platform.Identity.ServiceAccounts;

internal sealed class ServiceAccountMapping : IEntityTypeConfiguration<ServiceAccount>
{
    public void Configure(EntityTypeBuilder<ServiceAccount> builder)
    {
        builder.Property(a => a.Name).HasMaxLength(ServiceAccountSettings.LongestName);
        builder.Property(a => a.NormalizedName).HasMaxLength(ServiceAccountSettings.LongestName);
        builder.Property(a => a.Description).HasMaxLength(ServiceAccountSettings.LongestDescription);
        builder.HasIndex(a => new { a.OrganizationId, a.NormalizedName }).IsUnique();
        builder.HasIndex(a => a.UserId).IsUnique();
        builder.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
