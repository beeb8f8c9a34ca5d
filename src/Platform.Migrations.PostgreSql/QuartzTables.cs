using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>The tables of the job store, which are no part of the model: only PostgreSQL has them, and only Quartz reads and writes them.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0002_Quartz")]
internal sealed class QuartzTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(QuartzTables).Assembly, "0002_Quartz.sql"));
}
