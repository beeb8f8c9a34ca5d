using Microsoft.EntityFrameworkCore;
using Platform.Persistence;

namespace Platform.IntegrationTests.Persistence;

/// <summary>Reads a database's tables, columns, keys and indexes as sentences that can be compared.</summary>
internal static class SchemaDescription
{
    private const string Sqlite = """
        SELECT 'table ' || t.name || ' column ' || c.name || ' ' || c.type || ' notnull=' || c."notnull" || ' default=' || coalesce(c.dflt_value, '') || ' key=' || c.pk AS "Value"
          FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'
        UNION ALL
        SELECT 'table ' || t.name || ' index ' || i.name || ' unique=' || i."unique" || ' columns=' || (SELECT group_concat(x.name) FROM pragma_index_info(i.name) x) || ' ' || coalesce((SELECT sql FROM sqlite_master m WHERE m.name = i.name), '')
          FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table'
        UNION ALL
        SELECT 'table ' || t.name || ' references ' || f."table" || ' by ' || f."from" || ' on delete ' || f.on_delete
          FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
        """;

    private const string PostgreSql = """
        SELECT 'table ' || table_name || ' column ' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '') || ' null=' || is_nullable
               || ' default=' || coalesce(column_default, '') || ' identity=' || is_identity AS "Value"
          FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL
        SELECT 'table ' || tablename || ' index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT 'table ' || conrelid::regclass || ' constraint ' || conname || ' ' || pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        """;

    public static async Task<HashSet<string>> ReadAsync(PlatformDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQueryRaw<string>(db.Database.IsSqlite() ? Sqlite : PostgreSql).ToListAsync(cancellationToken);
        // The scheduler's own tables and Entity Framework's are no part of the model.
        return [.. rows.Where(row => !row.StartsWith("table __EF", StringComparison.Ordinal) && !row.StartsWith("table \"__EF", StringComparison.Ordinal)
            && !row.StartsWith("table quartz_", StringComparison.Ordinal) && !row.StartsWith("table sqlite_", StringComparison.Ordinal))];
    }
}
