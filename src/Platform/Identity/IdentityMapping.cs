using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Identity.ServiceAccounts;
using Platform.Teams;

namespace Platform.Identity;

internal sealed class IdentityMapping : IEntityTypeConfiguration<ApiToken>, IEntityTypeConfiguration<AuthorizationCode>, IEntityTypeConfiguration<SignInLink>
{
    private const int Sha256Length = 32;

    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.Property(t => t.Hash).HasMaxLength(Sha256Length);
        builder.Property(t => t.Description).HasMaxLength(255);
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => t.UserId);
        builder.HasIndex(t => t.OrganizationId);
        builder.HasIndex(t => t.RunId);
        builder.HasIndex(t => t.TeamId);
        builder.HasIndex(t => t.ServiceAccountId);
        builder.HasOne<ServiceAccount>().WithMany().HasForeignKey(t => t.ServiceAccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Team>().WithMany().HasForeignKey(t => t.TeamId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<AuthorizationCode> builder)
    {
        builder.HasKey(c => c.Hash);
        builder.Property(c => c.Hash).HasMaxLength(Sha256Length);
        builder.Property(c => c.ClientId).HasMaxLength(100);
        builder.Property(c => c.RedirectUri).HasMaxLength(500);
        builder.Property(c => c.CodeChallenge).HasMaxLength(128);
        builder.HasIndex(c => c.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<SignInLink> builder)
    {
        builder.HasKey(l => l.Hash);
        builder.Property(l => l.Hash).HasMaxLength(Sha256Length);
        builder.HasIndex(l => l.ExpiresAt);
    }
}
