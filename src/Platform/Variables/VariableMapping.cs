using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Workspaces;

namespace Platform.Variables;

internal sealed class VariableMapping : IEntityTypeConfiguration<Variable>
{
    public void Configure(EntityTypeBuilder<Variable> builder)
    {
        builder.Property(v => v.Key).HasMaxLength(255);
        builder.Property(v => v.Description).HasMaxLength(1000);
        builder.HasIndex(v => new { v.WorkspaceId, v.Category, v.Key }).IsUnique();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(v => v.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
    }
}
