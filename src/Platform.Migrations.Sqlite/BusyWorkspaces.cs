using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.Sqlite;

/// <summary>Finds the runs and states of a busy workspace by their status without looking at the others.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0005_BusyWorkspaces")]
internal sealed class BusyWorkspaces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(BusyWorkspaces).Assembly, "0005_BusyWorkspaces.sql"));
}
