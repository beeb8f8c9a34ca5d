using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>What workspaces share: sets of variables, and their states; and what clients of the http backend say of their locks.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0003_Sharing")]
internal sealed class Sharing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Sharing).Assembly, "0003_Sharing.sql"));
}
