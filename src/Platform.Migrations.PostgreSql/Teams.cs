using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>Teams, memberships and their access; every organization that is there gets its owners.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0005_Teams")]
internal sealed class Teams : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Teams).Assembly, "0005_Teams.sql"));
}
