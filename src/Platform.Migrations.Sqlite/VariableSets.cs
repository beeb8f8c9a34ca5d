using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Variable sets, and to which projects and workspaces each applies.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0003_VariableSets")]
internal sealed class VariableSets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(VariableSets).Assembly, "0003_VariableSets.sql"));
}
