using System.Text.Json;
using Platform.JsonApi;

namespace Platform.Workspaces.Locks;

/// <summary>What a client of the <c>http</c> backend says when it locks: an id by which it unlocks again, and who does what.</summary>
/// <param name="Id">The lock's id.</param>
/// <param name="Who">Who locks; empty when it says nothing.</param>
/// <param name="Operation">For what; empty when it says nothing.</param>
/// <param name="Json">The document as it was sent, which others are shown who find the workspace locked.</param>
internal sealed record HttpLockInfo(string Id, string Who, string Operation, string Json)
{
    public const int Longest = 8000;

    /// <summary>The sentence that pages and the API show as the reason.</summary>
    public string Reason => AttributeText.Fit((Who, Operation) switch
    {
        ("", "") => "Locked through the http backend",
        (_, "") => $"Locked by {Who}",
        ("", _) => $"Locked for {Operation}",
        _ => $"Locked by {Who} for {Operation}",
    }, 500);

    /// <summary>The lock of a workspace that was locked by such a client; null for every other.</summary>
    public static HttpLockInfo? Of(Workspace workspace) => workspace is { LockedByUserId: not null, LockInfo: { } json } ? Read(json) : null;

    /// <summary>Reads what was sent; null when it is no lock.</summary>
    public static HttpLockInfo? Read(string json)
    {
        if (json.Length > Longest)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && !UnusableText.IsIn(root) && Text(root, "ID") is { Length: > 0 } id
                ? new HttpLockInfo(id, Text(root, "Who"), Text(root, "Operation"), json)
                : null;
        }
        catch (JsonException)
        {
            // What it is instead is the client's to know; the answer says what was expected.
            return null;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
