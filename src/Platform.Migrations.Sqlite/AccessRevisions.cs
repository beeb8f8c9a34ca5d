using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>The count of changes of rights, by which nodes know that what they remember is old.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0012_AccessRevisions")]
internal sealed class AccessRevisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(AccessRevisions).Assembly, "0012_AccessRevisions.sql"));
}
