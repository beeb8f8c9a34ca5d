using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Runs.Logs;

namespace Platform.Runs.Phases;

/// <summary>Names what a lost apply made after its newest snapshot, as import blocks to paste: the event stream saw it, the saved state does not know it.</summary>
internal sealed class LostResources(PlatformDbContext db, PhaseLog log, IEncryptedBlobs blobs)
{
    private const int PieceLength = 256 * 1024;

    public async Task<string> DescribeAsync(Run run, bool snapshotTaken, CancellationToken cancellationToken)
    {
        var known = snapshotTaken ? await KnownIdsAsync(run, cancellationToken) : [];
        var blocks = new StringBuilder();
        await foreach (var (address, id) in CreatedAsync(run, cancellationToken))
        {
            if (!known.Contains(id))
            {
                blocks.Append($"\nimport {{\n  to = {address}\n  id = {JsonSerializer.Serialize(id)}\n}}\n");
            }
        }

        return blocks.Length == 0 ? "" : $"These resources were made and are in no saved state; import them:\n{blocks}";
    }

    private async Task<HashSet<string>> KnownIdsAsync(Run run, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.Where(j => j.RunId == run.Id && j.Phase == PhaseKind.Apply).Select(j => j.Id).SingleAsync(cancellationToken);
        await using var snapshot = await blobs.OpenReadAsync(run.OrganizationId, BlobName.StateSnapshot(job), cancellationToken);
        using var state = snapshot is null ? null : await JsonDocument.ParseAsync(snapshot, default, cancellationToken);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (state is null || !state.RootElement.TryGetProperty("resources", out var resources))
        {
            return ids;
        }

        foreach (var instance in resources.EnumerateArray().SelectMany(r => r.TryGetProperty("instances", out var list) ? list.EnumerateArray().ToArray() : []))
        {
            if (instance.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
                && attributes.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
            {
                ids.Add(id.GetString()!);
            }
        }

        return ids;
    }

    private async IAsyncEnumerable<(string Address, string Id)> CreatedAsync(
        Run run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var offset = 0L;
        var line = new List<byte>();
        while (true)
        {
            var piece = await log.ReadAsync(run.OrganizationId, run.ApplyId.Value, LogStream.Events, offset, PieceLength, cancellationToken);
            if (piece.IsEmpty)
            {
                yield break;
            }

            offset += piece.Length;
            foreach (var value in piece.ToArray())
            {
                if (value != '\n')
                {
                    line.Add(value);
                    continue;
                }

                if (Created(line) is { } created)
                {
                    yield return created;
                }

                line.Clear();
            }
        }
    }

    /// <summary>The address and id of an <c>apply_complete</c> event of a creation, or null.</summary>
    private static (string Address, string Id)? Created(List<byte> line)
    {
        if (line.Count == 0 || line[0] != '{')
        {
            return null;
        }

        try
        {
            var json = JsonSerializer.Deserialize<ApplyEvent>(line.ToArray(), JsonSerializerOptions.Web);
            return json is { Type: "apply_complete", Hook: { Action: "create", Resource.Addr: { } address, Id_Value: { } id } } ? (address, id) : null;
        }
        catch (JsonException)
        {
            // A provisioner may print a line that looks like JSON; it is no event.
            return null;
        }
    }

    private sealed record ApplyEvent(string? Type, ApplyHook? Hook);

    private sealed record ApplyHook(string? Action, ApplyResource? Resource, string? Id_Value);

    private sealed record ApplyResource(string? Addr);
}
