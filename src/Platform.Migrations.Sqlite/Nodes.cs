using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>What nodes that carry out jobs say of themselves.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0002_Nodes")]
internal sealed class Nodes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Nodes).Assembly, "0002_Nodes.sql"));
}
