using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Tags and defaults of projects.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0004_Projects")]
internal sealed class Projects : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Projects).Assembly, "0004_Projects.sql"));
}
