using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Server;
using Platform.Contracts.Agents;

namespace Platform.Agent.States;

/// <summary>Knows which state the server has, sends what is newer, and keeps a copy until the server acknowledged it (design.md §6).</summary>
internal sealed class StateKeeper(JobApi api, JobFolder folder, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private byte[]? _original;
    private byte[]? _sent;

    /// <summary>Where the newest copy lies, outside the sandbox's reach.</summary>
    public string KeptPath => folder.Kept(JobFolder.KeptState);

    /// <summary>The last state was delivered, or there was nothing to deliver.</summary>
    public bool IsDelivered
    {
        get;
        private set
        {
            // Noted beside the state, for whoever finds the folder of an agent that was killed.
            if (field && !value)
            {
                File.WriteAllBytes(folder.Kept(JobFolder.Undelivered), []);
            }
            else if (!field && value)
            {
                File.Delete(folder.Kept(JobFolder.Undelivered));
            }

            field = value;
        }
    } = true;

    /// <summary>Notes the state that the job began with.</summary>
    public async Task RememberOriginalAsync(CancellationToken cancellationToken)
    {
        await using var state = File.OpenRead(KeptPath);
        _original = await SHA256.HashDataAsync(state, cancellationToken);
        _sent = _original;
    }

    /// <summary>Takes a state that the tool wrote; sends it as a snapshot when it is whole and new.</summary>
    public async Task TakeSnapshotAsync(Func<Stream?> open, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var (hash, problem) = await CopyAsync(open, cancellationToken);
            if (problem is not null)
            {
                log.SnapshotRefused(problem);
            }

            if (hash is null || Same(hash, _sent))
            {
                return;
            }

            IsDelivered = false;
            await api.PutStateAsync(() => File.OpenRead(KeptPath), isFinal: false, cancellationToken);
            _sent = hash;
            log.SnapshotSent(new FileInfo(KeptPath).Length);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sends the state that the tool left, if it is another one than the job began with.</summary>
    public async Task<FinalState> SendFinalAsync(Func<Stream?> open, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // A tool that was killed while it wrote leaves half a file; then the last whole snapshot is the newest state there is.
            var (left, problem) = await CopyAsync(open, cancellationToken);
            var hash = left ?? _sent;
            if (hash is null || Same(hash, _original))
            {
                IsDelivered = problem is null;
                return new FinalState(IsNew: false, problem);
            }

            IsDelivered = false;
            try
            {
                await api.PutStateAsync(() => File.OpenRead(KeptPath), isFinal: true, cancellationToken);
            }
            catch (JobGoneException)
            {
                // Given up while it was sending. Offered once more, the server keeps it beside the current state.
                await api.PutStateAsync(() => File.OpenRead(KeptPath), isFinal: true, cancellationToken);
            }

            IsDelivered = problem is null;
            return new FinalState(IsNew: true, problem);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static bool Same(byte[] hash, byte[]? other) => other is not null && hash.AsSpan().SequenceEqual(other);

    /// <summary>Copies the tool's state into the kept file when it is a whole document that can be taken.</summary>
    /// <returns>The hash of what was kept, or null; and what is wrong with a state that no later look will mend.</returns>
    private async Task<(byte[]? Hash, string? Problem)> CopyAsync(Func<Stream?> open, CancellationToken cancellationToken)
    {
        var fresh = KeptPath + ".new";
        await using (var state = open())
        {
            if (state is null)
            {
                return (null, null);
            }

            await using var copy = File.Create(fresh);
            // By the length first: a file of holes is long at once and takes no room where it lies.
            if (state.Length > StateSize.MaxBytes || !await BoundedCopy.ToAsync(state, copy, StateSize.MaxBytes, cancellationToken))
            {
                copy.SetLength(0);
                return (null, $"it is larger than {StateSize.Words}.");
            }
        }

        await using var whole = File.OpenRead(fresh);
        switch (await JsonDocumentScan.LookAsync(whole, cancellationToken))
        {
            case ScanResult.Broken:
                return (null, null);
            case ScanResult.TooLong:
                // It may be a real state, so it stays beside for a person to look at.
                File.Move(fresh, folder.Kept(JobFolder.RefusedState), overwrite: true);
                return (null, $"one of its values is longer than {JsonDocumentScan.LongestToken / (1024 * 1024)} MiB. It is kept on this node as {folder.Kept(JobFolder.RefusedState)}.");
            case ScanResult.Whole:
            default:
                whole.Position = 0;
                var hash = await SHA256.HashDataAsync(whole, cancellationToken);
                File.Move(fresh, KeptPath, overwrite: true);
                return (hash, null);
        }
    }
}

/// <summary>What became of the state that the tool left.</summary>
/// <param name="IsNew">The server has another one than the job began with.</param>
/// <param name="Problem">Why not what the tool left, but an earlier state was sent, or none; the end of a sentence.</param>
internal sealed record FinalState(bool IsNew, string? Problem);
