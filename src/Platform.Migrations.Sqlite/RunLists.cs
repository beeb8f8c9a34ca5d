using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Finds the newest runs of an organization without looking at the others.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0004_RunLists")]
internal sealed class RunLists : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(RunLists).Assembly, "0004_RunLists.sql"));
}
