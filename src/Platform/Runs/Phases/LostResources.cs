using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Platform.Blobs;
using Platform.Contracts.Runs;
using Platform.Runs.Logs;
using Platform.StateVersions;
using Platform.StateVersions.Intake;

namespace Platform.Runs.Phases;

/// <summary>Finds what a lost apply made after its newest saved state: the event stream saw it, the state does not know it.</summary>
internal sealed class LostResources(PhaseLog log, IEncryptedBlobs blobs)
{
    private const int PieceLength = 256 * 1024;
    private const int MostBlocks = 100;

    /// <summary>The address and id of each.</summary>
    /// <param name="run">The run whose apply was lost.</param>
    /// <param name="saved">The newest state of it that was saved; null when there is none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<(string Address, string Id)>> FindAsync(Run run, StateVersion? saved, CancellationToken cancellationToken)
    {
        var made = new List<(string Address, string Id)>();
        await foreach (var resource in CreatedAsync(run, cancellationToken))
        {
            made.Add(resource);
        }

        if (made.Count == 0 || saved is null)
        {
            return made;
        }

        await using var state = await blobs.OpenReadAsync(run.OrganizationId, BlobName.State(saved.Id), cancellationToken);
        var known = state is null ? [] : await StateInstances.ReadAsync(state, cancellationToken);
        return [.. made.Where(resource => !known.Contains(resource))];
    }

    /// <summary>Import blocks to paste, of the first hundred; null for none.</summary>
    public static string? Blocks(IReadOnlyList<(string Address, string Id)> made)
    {
        if (made.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder("# Made by the lost apply and in no saved state:\n");
        foreach (var (address, id) in made.Take(MostBlocks))
        {
            // An id may hold what the language takes for a template.
            var literal = JsonSerializer.Serialize(id).Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"import {{\n  to = {address}\n  id = {literal}\n}}\n");
        }

        if (made.Count > MostBlocks)
        {
            text.Append(CultureInfo.InvariantCulture, $"# and {made.Count - MostBlocks} more, which the log of the apply names.\n");
        }

        return text.ToString();
    }

    private async IAsyncEnumerable<(string Address, string Id)> CreatedAsync(Run run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var offset = 0L;
        using var line = new MemoryStream();
        while (true)
        {
            var piece = await log.ReadAsync(run.OrganizationId, run.ApplyId.Value, LogStream.Events, offset, PieceLength, cancellationToken);
            if (piece.IsEmpty)
            {
                yield break;
            }

            offset += piece.Length;
            for (var rest = piece; !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                line.Write((end < 0 ? rest : rest[..end]).Span);
                rest = end < 0 ? default : rest[(end + 1)..];
                if (end < 0)
                {
                    break;
                }

                if (Created(line.GetBuffer().AsSpan(0, (int)line.Length)) is { } created)
                {
                    yield return created;
                }

                line.SetLength(0);
            }
        }
    }

    /// <summary>The address and id of an <c>apply_complete</c> event of a creation, or null.</summary>
    private static (string Address, string Id)? Created(ReadOnlySpan<byte> line)
    {
        // The log's own mark may stand before the first event.
        var start = line.IndexOf((byte)'{');
        if (start < 0)
        {
            return null;
        }

        try
        {
            var json = JsonSerializer.Deserialize<ApplyEvent>(line[start..], JsonSerializerOptions.Web);
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
