using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>The first schema, as the model made it. CONTRIBUTING.md says how it was written and how the next migration is.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0001_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(Initial).Assembly, "0001_Initial.sql"));
}
