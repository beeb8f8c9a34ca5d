using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Events;

/// <summary>Announces to all nodes that share a PostgreSQL database, by LISTEN and NOTIFY.</summary>
/// <remarks>
/// Listeners on this node hear at once, those on others by way of the database. Announcements that come while one is on its way are sent
/// together. While the database cannot be reached nothing is heard from other nodes; afterwards every listener is told to look.
/// </remarks>
internal sealed class PostgreSqlEventStream(string connectionString, TimeProvider clock, ILogger<PostgreSqlEventStream> log) : IEventStream, IHostedService, IAsyncDisposable
{
    private const string Channel = "platform_events";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly MemoryEventStream _local = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private HashSet<string> _pending = new(StringComparer.Ordinal);
    private Task _listening = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private bool _disposed;

    // One that keeps its backend for long: its number tells our own notifications from those of others.
    private NpgsqlConnection? _sender;
    private volatile int _senderBackend;

    public Task PublishAsync(string topic, CancellationToken cancellationToken)
    {
        _local.Announce(topic);
        lock (_gate)
        {
            if (_pending.Add(topic) && _wanted.CurrentCount == 0)
            {
                _wanted.Release();
            }
        }

        return Task.CompletedTask;
    }

    public EventSubscription Subscribe(string topic) => _local.Subscribe(topic);

    /// <summary>Listens from the moment it returns; fails when the database cannot be reached.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connection = await ListenAsync(cancellationToken);
        _listening = HearAsync(connection, _stopping.Token);
        _sending = SendAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_listening, _sending).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The container disposes of it once for each of the names it is registered under.
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_listening, _sending);
        _stopping.Dispose();
        _wanted.Dispose();
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        // Outside the pool, which would end the LISTEN; the keep-alive finds a connection that a firewall has dropped in silence.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15 }.ConnectionString);
        try
        {
            connection.Notification += (_, notification) =>
            {
                if (notification.PID != _senderBackend)
                {
                    _local.Announce(notification.Payload);
                }
            };
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"LISTEN {Channel}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task HearAsync(NpgsqlConnection first, CancellationToken stopping)
    {
        NpgsqlConnection? connection = first;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (connection is null)
                {
                    connection = await ListenAsync(stopping);
                    log.ListensAgain();
                    _local.AnnounceAll();
                }

                await connection.WaitAsync(stopping);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                log.ListeningEnded(exception, Pause);
                await DisposeAsync(connection);
                connection = null;
                await PauseAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        await DisposeAsync(connection);
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        string[] topics = [];
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (topics.Length == 0)
                {
                    await _wanted.WaitAsync(stopping);
                    topics = TakePending();
                }

                if (topics.Length > 0)
                {
                    await NotifyAsync(topics, stopping);
                }

                topics = [];
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                log.SendingFailed(exception, topics.Length, Pause);
                await DisposeAsync(_sender);
                _sender = null;
                await PauseAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        await DisposeAsync(_sender);
        _sender = null;
    }

    private string[] TakePending()
    {
        lock (_gate)
        {
            string[] taken = [.. _pending];
            _pending = new HashSet<string>(StringComparer.Ordinal);
            return taken;
        }
    }

    private async Task NotifyAsync(string[] topics, CancellationToken cancellationToken)
    {
        if (_sender is null)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15 }.ConnectionString);
            _sender = connection;
            await connection.OpenAsync(cancellationToken);
            _senderBackend = connection.ProcessID;
        }

        await using var command = new NpgsqlCommand("SELECT pg_notify($1, topic) FROM unnest($2) AS topic", _sender)
        {
            Parameters = { new NpgsqlParameter { Value = Channel }, new NpgsqlParameter { Value = topics } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task PauseAsync(CancellationToken stopping) =>
        await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static ValueTask DisposeAsync(NpgsqlConnection? connection) => connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
