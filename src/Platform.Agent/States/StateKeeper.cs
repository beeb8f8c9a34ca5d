using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Server;

namespace Platform.Agent.States;

/// <summary>Knows which state the server has, sends what is newer, and keeps a copy until the server acknowledged it (design.md §6).</summary>
internal sealed class StateKeeper(JobApi api, JobFolder folder, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private byte[]? _original;
    private byte[]? _sent;

    /// <summary>Where the newest copy lies, outside the sandbox's reach.</summary>
    public string KeptPath => folder.Kept("terraform.tfstate");

    /// <summary>The last state was delivered, or there was nothing to deliver.</summary>
    public bool IsDelivered { get; private set; } = true;

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
            if (await CopyAsync(open, cancellationToken) is not { } hash || Same(hash, _sent))
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

    /// <summary>Sends the state that the tool left, if it is another one than the job began with; false when it is not.</summary>
    public async Task<bool> SendFinalAsync(Func<Stream?> open, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // A tool that was killed while it wrote leaves half a file; then the last whole snapshot is the newest state there is.
            var hash = await CopyAsync(open, cancellationToken) ?? _sent;
            if (hash is null || Same(hash, _original))
            {
                IsDelivered = true;
                return false;
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

            IsDelivered = true;
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static bool Same(byte[] hash, byte[]? other) => other is not null && hash.AsSpan().SequenceEqual(other);

    /// <summary>Copies the tool's state into the kept file when it is a whole document; null otherwise.</summary>
    private async Task<byte[]?> CopyAsync(Func<Stream?> open, CancellationToken cancellationToken)
    {
        var fresh = KeptPath + ".new";
        await using (var state = open())
        {
            if (state is null)
            {
                return null;
            }

            await using var copy = File.Create(fresh);
            await state.CopyToAsync(copy, cancellationToken);
        }

        await using var whole = File.OpenRead(fresh);
        if (!await JsonDocumentScan.IsWholeObjectAsync(whole, cancellationToken))
        {
            return null;
        }

        whole.Position = 0;
        var hash = await SHA256.HashDataAsync(whole, cancellationToken);
        File.Move(fresh, KeptPath, overwrite: true);
        return hash;
    }
}
