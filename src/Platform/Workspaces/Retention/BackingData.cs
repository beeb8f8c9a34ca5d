using Platform.Contracts.Ids;
using Platform.Results;

namespace Platform.Workspaces.Retention;

/// <summary>Takes the bytes of things of one kind away and gives them back, within the caller's transaction, whoever wants it: a person or a retention policy.</summary>
internal abstract class BackingData<T>(TimeProvider clock)
    where T : class, IHasBackingData
{
    /// <summary>What one is called in sentences, for example <c>state</c>; with an s, several.</summary>
    public abstract string Name { get; }

    /// <summary>The same with its article and the word for one that has its bytes, for example <c>a finalized state</c>.</summary>
    public abstract string NameOfStored { get; }

    public abstract string IdOf(T row);

    /// <summary>Where it stands, as a part of a sentence.</summary>
    public abstract string Describe(T row);

    /// <summary>Those of a workspace that have their bytes and have been old since before this, in an order that stays.</summary>
    public abstract IQueryable<T> OldSince(WorkspaceId workspace, DateTimeOffset before);

    /// <summary>Those whose bytes were deleted before this and can still be brought back, in an order that stays.</summary>
    public abstract IQueryable<T> SoftDeletedBefore(DateTimeOffset before);

    /// <summary>Looks at what may keep those of a workspace from being deleted.</summary>
    /// <returns>Says of each why it stays, or null.</returns>
    public abstract Task<Func<T, Refusal?>> ReasonsToStayAsync(WorkspaceId workspace, CancellationToken cancellationToken);

    /// <summary>Nobody can read it any more; its bytes are still here.</summary>
    public void Delete(T row)
    {
        row.DataStatus = BackingDataStatus.SoftDeleted;
        row.SoftDeletedAt = clock.GetUtcNow();
    }

    /// <summary>It is as it was, and gets old anew: a policy that deleted it would do so again the next day.</summary>
    public void Restore(T row)
    {
        row.DataStatus = BackingDataStatus.Stored;
        row.SoftDeletedAt = null;
        row.UnusedSince = clock.GetUtcNow();
    }

    /// <summary>Its bytes go, once this is committed.</summary>
    public Task DeleteForGoodAsync(T row, CancellationToken cancellationToken)
    {
        row.DataStatus = BackingDataStatus.PermanentlyDeleted;
        row.SoftDeletedAt = null;
        return FreeAsync(row, cancellationToken);
    }

    /// <summary>Notes its bytes to be deleted, with whatever else shows what was in them.</summary>
    protected abstract Task FreeAsync(T row, CancellationToken cancellationToken);
}
