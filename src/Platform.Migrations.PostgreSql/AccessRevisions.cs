using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>The count of changes of rights, by which nodes know that what they remember is old.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0013_AccessRevisions")]
internal sealed class AccessRevisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(AccessRevisions).Assembly, "0013_AccessRevisions.sql"));
}
