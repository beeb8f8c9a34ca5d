using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>Adds the audit trail, whose sealed entries the database itself keeps from being changed.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0010_Audit")]
internal sealed class AuditTrail : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(AuditTrail).Assembly, "0010_Audit.sql"));
}
