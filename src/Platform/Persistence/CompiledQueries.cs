using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Persistence;

/// <summary>Queries that are translated once instead of being looked up, expression by expression, at each use.</summary>
/// <remarks>A compiled query works with one model only, and a process may have one for each database provider.</remarks>
/// <typeparam name="TQueries">Holds the compiled queries as properties.</typeparam>
internal static class CompiledQueries<TQueries>
    where TQueries : class, new()
{
    private static readonly ConditionalWeakTable<IModel, TQueries> ByModel = [];

    /// <summary>The queries for the context's model.</summary>
    public static TQueries For(PlatformDbContext db) => ByModel.GetOrCreateValue(db.Model);
}
