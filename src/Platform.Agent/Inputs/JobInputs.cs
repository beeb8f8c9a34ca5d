using System.Text;
using Platform.Agent.Logs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>What the job's variables become for the tool: files in memory, environment, and secrets to mask.</summary>
internal sealed class JobInputs
{
    public const string CliConfigurationFile = "cli.tfrc";

    private JobInputs()
    {
    }

    /// <summary>Files below the private folder: name and content.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Names of the files above that are given by <c>-var-file</c>, weakest first.</summary>
    public required IReadOnlyList<string> VariableFiles { get; init; }

    /// <summary>Environment of the tool, apart from what depends on where files lie and what is new in each phase.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The part of the environment by which others know this phase of the run; it counts before the rest.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>Environment variables that were not passed on, and why.</summary>
    public required IReadOnlyList<BlockedVariable> Blocked { get; init; }

    /// <summary>Byte patterns that must not appear in a log.</summary>
    public required IReadOnlyList<byte[]> Secrets { get; init; }

    /// <param name="job">The job.</param>
    /// <param name="providerCache">Where the tool sees verified providers; null when there are none.</param>
    /// <param name="privateFolder">Where the tool sees the private files.</param>
    public static JobInputs Of(JobDocument job, string? providerCache, string privateFolder)
    {
        var variables = VariableFile.LastOfEach(job.Variables);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var variableFiles = new List<string>();
        foreach (var (name, content) in VariableFile.Write(variables))
        {
            files[name] = content;
            variableFiles.Add(name);
        }

        files[CliConfigurationFile] = Encoding.UTF8.GetBytes(CliConfiguration.Of(job.PublicUrl, job.RunToken, providerCache));
        var identity = IdentityInputs.Of(job.Credentials, privateFolder);
        foreach (var (name, content) in identity.Files)
        {
            files[name] = content;
        }

        var environment = RunEnvironment.Of(job, variables);
        return new JobInputs
        {
            Files = files,
            VariableFiles = variableFiles,
            Environment = environment.Variables,
            Identity = identity.Environment,
            Blocked = environment.Blocked,
            Secrets = SecretPatterns.Of(SecretsOf(job)),
        };
    }

    private static IEnumerable<string> SecretsOf(JobDocument job) =>
        job.Variables.Where(variable => variable.IsSensitive)
            .SelectMany(variable => variable.IsHcl ? SecretPatterns.OfHcl(variable.Value) : [variable.Value])
            .Concat(job.Credentials.Select(credential => credential.Token))
            .Append(job.Token)
            .Append(job.RunToken);
}
