using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Finds and counts the runs of a workspace that may apply without looking at those that only plan.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0010_ApplyingRuns")]
internal sealed class ApplyingRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(ApplyingRuns).Assembly, "0010_ApplyingRuns.sql"));
}
