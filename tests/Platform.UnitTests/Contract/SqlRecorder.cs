using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.UnitTests.Contract;

/// <summary>Notes the queries that requests send to one database. What the server asks beside requests is not theirs.</summary>
/// <remarks>Made before the server: a context of Entity Framework that nobody listened to remembers that for a second.</remarks>
internal sealed class SqlRecorder : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Requests = "Microsoft.AspNetCore";
    private readonly ConcurrentBag<IDisposable> _subscriptions = [];
    private ConcurrentQueue<RecordedQuery> _queries = new();

    public SqlRecorder()
    {
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        var requests = new ActivityListener { ShouldListenTo = source => source.Name == Requests, Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(requests);
        _subscriptions.Add(requests);
    }

    /// <summary>Part of the connection string of the database that is meant; null: none yet.</summary>
    public string? Database { get; set; }

    /// <summary>What was asked since the last time.</summary>
    public IReadOnlyList<RecordedQuery> Take() => [.. Interlocked.Exchange(ref _queries, new())];

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current?.Source.Name == Requests && value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command: { Connection.ConnectionString: { } connection } command }
            && Database is { } database && connection.Contains(database, StringComparison.Ordinal))
        {
            _queries.Enqueue(new RecordedQuery(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))]));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }
}

/// <summary>A query with its parameters.</summary>
internal sealed record RecordedQuery(string Text, IReadOnlyList<(string Name, object? Value)> Parameters);
