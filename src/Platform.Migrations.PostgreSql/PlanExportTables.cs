using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>Adds the exports of plans.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0008_PlanExports")]
internal sealed class PlanExportTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(PlanExportTables).Assembly, "0008_PlanExports.sql"));
}
