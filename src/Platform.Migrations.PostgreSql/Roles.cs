using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>Roles that organizations make, service accounts, and grants to teams.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0009_Roles")]
internal sealed class Roles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Roles).Assembly, "0009_Roles.sql"));
}
