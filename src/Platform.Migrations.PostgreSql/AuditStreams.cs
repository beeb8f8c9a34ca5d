using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Persistence;

namespace Platform.Migrations.PostgreSql;

/// <summary>Adds how far the audit trail was sent.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("0012_AuditStreams")]
internal sealed class AuditStreams : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedScript.Read(typeof(AuditStreams).Assembly, "0012_AuditStreams.sql"));
}
