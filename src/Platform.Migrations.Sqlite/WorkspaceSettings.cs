using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>More settings of workspaces, and the figures of their runs, which are counted once here and from then on as runs end.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0004_WorkspaceSettings")]
internal sealed class WorkspaceSettings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(WorkspaceSettings).Assembly, "0004_WorkspaceSettings.sql"));
}
