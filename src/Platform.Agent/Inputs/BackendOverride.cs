using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>An override file in the root module that takes the place of the configuration's own <c>cloud</c> or <c>backend</c> block (design.md §5.5).</summary>
internal static class BackendOverride
{
    private const string BaseName = "platform_backend_override";
    private const string Ending = ".tf.json";
    private const int MostRepeats = 32;

    private static readonly string[] ConfigurationEndings = [".tf", ".tf.json", ".tofu", ".tofu.json"];

    /// <summary>Names for the file, each of which sorts behind more names than the one before it.</summary>
    private static readonly string[] Candidates =
    [
        $"zzz_{BaseName}{Ending}",
        .. Enumerable.Range(1, MostRepeats).Select(times => $"{new string('~', times)}_{BaseName}{Ending}"),
        .. Enumerable.Range(1, MostRepeats).Select(times => $"{string.Concat(Enumerable.Repeat("\U0010FFFF", times))}_{BaseName}{Ending}"),
    ];

    /// <summary>A name for the file by which it is read behind every other override file of the folder, and so wins; null when there is none.</summary>
    /// <param name="fileNames">The names of all files in the folder.</param>
    public static string? NameBehind(IEnumerable<string> fileNames)
    {
        var others = fileNames.Where(name => IsOverride(name) && !IsOurs(name)).Select(Encoding.UTF8.GetBytes).ToList();
        return Array.Find(Candidates, candidate => others.TrueForAll(other => other.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(candidate)) < 0));
    }

    /// <summary>Whether an uploaded file has the name of ours, or one that a tool would read in its place (<c>.tofu.json</c> instead of <c>.tf.json</c>).</summary>
    public static bool IsOurs(string fileName) => Array.Exists(ConfigurationEndings, ending => fileName.EndsWith($"_{BaseName}{ending}", StringComparison.Ordinal));

    /// <summary>The backend as the tool must record it: its type, and every setting.</summary>
    public static (string Type, JsonObject Settings) Of(StateBackend backend, string statePath, Uri stateEndpoint) => backend switch
    {
        StateBackend.Local => ("local", new JsonObject { ["path"] = statePath }),
        StateBackend.Http => ("http", new JsonObject
        {
            ["address"] = stateEndpoint.ToString(),
            ["lock_address"] = stateEndpoint.ToString(),
            ["unlock_address"] = stateEndpoint.ToString(),
            // What is left open here is taken from variables such as TF_HTTP_UPDATE_METHOD.
            ["update_method"] = "POST",
            ["lock_method"] = "LOCK",
            ["unlock_method"] = "UNLOCK",
            ["retry_max"] = 5,
            ["retry_wait_min"] = 1,
        }),
    };

    public static byte[] Write(string type, JsonObject settings) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["terraform"] = new JsonObject { ["backend"] = new JsonObject { [type] = settings.DeepClone() } },
    });

    private static bool IsOverride(string fileName) =>
        Array.Exists(ConfigurationEndings, ending => fileName == $"override{ending}" || fileName.EndsWith($"_override{ending}", StringComparison.Ordinal));
}
