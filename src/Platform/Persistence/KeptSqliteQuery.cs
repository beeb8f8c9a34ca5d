using Microsoft.Data.Sqlite;

namespace Platform.Persistence;

/// <summary>A command that is free for its next use where others are disposed.</summary>
internal sealed class KeptSqliteQuery(string text) : SqliteCommand(text)
{
    public bool IsInUse { get; private set; }

    /// <summary>Takes the values of a command with the same text, which is disposed.</summary>
    public void TakeOver(SqliteCommand fresh)
    {
        IsInUse = true;
        Connection = fresh.Connection;
        Transaction = fresh.Transaction;
        CommandTimeout = fresh.CommandTimeout;
        foreach (SqliteParameter parameter in fresh.Parameters)
        {
            Parameters.Add(parameter);
        }

        fresh.Dispose();
    }

    /// <summary>Gives up what was prepared.</summary>
    public void Finish() => base.Dispose(disposing: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Parameters.Clear();
            Transaction = null;
            IsInUse = false;
        }
    }
}
