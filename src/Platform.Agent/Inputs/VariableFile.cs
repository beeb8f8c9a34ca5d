using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>Writes input variables so that each value arrives exactly as it was given (protocol.md §10.3).</summary>
internal static class VariableFile
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The variables that count: of those with one key and category, the last.</summary>
    public static IReadOnlyList<JobVariable> LastOfEach(IReadOnlyList<JobVariable> variables) =>
        [.. variables.GroupBy(variable => (variable.Category, variable.Key)).Select(same => same.Last())];

    /// <summary>Plain strings go into JSON, where nothing is interpolated; HCL expressions into a file of the tool's own syntax.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Write(IReadOnlyList<JobVariable> variables)
    {
        var terraform = variables.Where(variable => variable.Category == VariableCategory.Terraform).ToList();
        var plain = terraform.Where(variable => !variable.IsHcl).ToDictionary(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal);
        if (plain.Count > 0)
        {
            yield return ("platform.tfvars.json", JsonSerializer.SerializeToUtf8Bytes(plain, Readable));
        }

        var expressions = terraform.Where(variable => variable.IsHcl).ToList();
        if (expressions.Count > 0)
        {
            yield return ("platform.tfvars", Encoding.UTF8.GetBytes(string.Concat(expressions.Select(variable => $"{variable.Key} = {variable.Value}\n"))));
        }
    }
}
