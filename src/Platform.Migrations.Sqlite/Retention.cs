using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Retention policies, and since when each state and configuration has been out of use.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0006_Retention")]
internal sealed class Retention : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Retention).Assembly, "0006_Retention.sql"));
}
