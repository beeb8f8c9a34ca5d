using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>What workspaces share: sets of variables, and their states; and what clients of the http backend say of their locks.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0004_Sharing")]
internal sealed class Sharing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Sharing).Assembly, "0004_Sharing.sql"));
}
