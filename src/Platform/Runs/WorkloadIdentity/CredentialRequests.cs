using System.Text;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>A token that a run is to get.</summary>
/// <param name="Audience">For whom it is.</param>
/// <param name="With">What becomes of it.</param>
internal sealed record CredentialRequest(string Audience, Func<string, WorkloadCredential> With);

/// <summary>Which tokens the environment variables of a run ask for (protocol.md §10.5), and what is wrong with those that ask in vain.</summary>
internal sealed class CredentialRequests
{
    /// <summary>Signing costs processor time, which belongs to everybody.</summary>
    private const int Most = 50;

    private const string Asks = "TFC_WORKLOAD_IDENTITY_AUDIENCE";
    private const string GoogleNames = "//iam.googleapis.com/";
    private readonly Dictionary<string, string> _environment;
    private readonly PhaseKind _phase;
    private readonly List<CredentialRequest> _requests = [];
    private readonly List<string> _problems = [];

    private CredentialRequests(IEnumerable<JobVariable> variables, PhaseKind phase)
    {
        _environment = variables.Where(v => v.Category == VariableCategory.Env && v.Value.Length > 0).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        _phase = phase;
    }

    public static (IReadOnlyList<CredentialRequest> Requests, IReadOnlyList<string> Problems) Of(IEnumerable<JobVariable> variables, PhaseKind phase)
    {
        var all = new CredentialRequests(variables, phase);
        all.AddPlain();
        all.Add("AWS", "aws.workload.identity", Aws);
        all.Add("AZURE", "api://AzureADTokenExchange", Azure);
        all.Add("GCP", null, Google);
        all.Add("VAULT", "vault.workload.identity", Vault);
        all.Add("KUBERNETES", null, settings => settings.Audience is { } audience
            ? new CredentialRequest(audience, token => new KubernetesCredential(settings.Tag, token))
            : settings.Missing("WORKLOAD_IDENTITY_AUDIENCE"));
        if (all._requests.Count > Most)
        {
            all._problems.Add($"The run gets {Most} identity tokens and asks for {all._requests.Count}: the others are left out.");
        }

        return ([.. all._requests.Take(Most)], all._problems);
    }

    private static CredentialRequest? Aws(Settings settings) => settings.OfPhase("ROLE_ARN") is { } role
        ? new CredentialRequest(settings.Audience!, token => new AwsCredential(settings.Tag, token, role))
        : settings.Missing("RUN_ROLE_ARN");

    private static CredentialRequest? Azure(Settings settings) => settings.OfPhase("CLIENT_ID") is { } client
        ? new CredentialRequest(settings.Audience!, token => new AzureCredential(settings.Tag, token, client))
        : settings.Missing("RUN_CLIENT_ID");

    private static CredentialRequest? Google(Settings settings)
    {
        var name = settings["WORKLOAD_PROVIDER_NAME"];
        if (name is null && settings["PROJECT_NUMBER"] is { } project && settings["WORKLOAD_POOL_ID"] is { } pool && settings["WORKLOAD_PROVIDER_ID"] is { } provider)
        {
            name = $"projects/{project}/locations/global/workloadIdentityPools/{pool}/providers/{provider}";
        }

        if (name is null)
        {
            return settings.Missing("WORKLOAD_PROVIDER_NAME");
        }

        var account = settings.OfPhase("SERVICE_ACCOUNT_EMAIL");
        return new CredentialRequest(settings.Audience ?? GoogleNames + name, token => new GoogleCredential(settings.Tag, token, GoogleNames + name, account));
    }

    /// <summary>Only what needs no login from here: the provider logs in itself, and reads what it needs for that from its environment, where there is room for one.</summary>
    private static CredentialRequest? Vault(Settings settings)
    {
        if (settings.Tag.Length > 0)
        {
            return settings.Wrong($"only one Vault is set up for a run; give its provider a token of {Asks}_{settings.Tag} instead");
        }

        if (settings["ADDR"] is not { } address)
        {
            return settings.Missing("ADDR");
        }

        string? authority = null;
        if (settings["ENCODED_CACERT"] is { } encoded)
        {
            var bytes = new byte[encoded.Length];
            if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            {
                return settings.Wrong("TFC_VAULT_ENCODED_CACERT is not base64");
            }

            authority = Encoding.UTF8.GetString(bytes, 0, length);
        }

        return new CredentialRequest(settings.Audience!, token => new VaultCredential(settings.Tag, token, address, settings["NAMESPACE"], authority));
    }

    private void AddPlain()
    {
        // TYPE is no tag: HCP Terraform has a variable of that name with another meaning.
        foreach (var (tag, audience) in Tagged(Asks).Where(asked => asked.Tag is not "TYPE"))
        {
            _requests.Add(new CredentialRequest(audience, token => new PlainCredential(tag, token)));
        }
    }

    private void Add(string provider, string? audience, Func<Settings, CredentialRequest?> read)
    {
        foreach (var (tag, value) in Tagged($"TFC_{provider}_PROVIDER_AUTH"))
        {
            if (string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) && read(new Settings(this, provider, tag, audience)) is { } request)
            {
                _requests.Add(request);
            }
        }
    }

    /// <summary>The variable and its tagged forms, in order.</summary>
    private IEnumerable<(string Tag, string Value)> Tagged(string name)
    {
        foreach (var (key, value) in _environment.Where(pair => pair.Key == name || pair.Key.StartsWith(name + "_", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            // It becomes part of the names of files and variables.
            var tag = key.Length == name.Length ? "" : key[(name.Length + 1)..];
            if (!tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || (tag.Length == 0 && key.Length > name.Length) || value.Any(char.IsControl))
            {
                _problems.Add($"{key} is ignored: a tag is letters, digits and underscores, and a value one line.");
                continue;
            }

            yield return (tag, value);
        }
    }

    /// <summary>The variables about one set of credentials: with its tag, or the default ones for what it does not say itself.</summary>
    private sealed class Settings(CredentialRequests all, string provider, string tag, string? audience)
    {
        public string Tag => tag;

        public string? Audience => this["WORKLOAD_IDENTITY_AUDIENCE"] ?? audience;

        public string? this[string name] => Own(name) ?? Default(name);

        /// <summary>For this phase, or else for both.</summary>
        public string? OfPhase(string name)
        {
            var phase = all._phase == PhaseKind.Plan ? "PLAN" : "APPLY";
            return Own($"{phase}_{name}") ?? Own($"RUN_{name}") ?? Default($"{phase}_{name}") ?? Default($"RUN_{name}");
        }

        public CredentialRequest? Missing(string name) => Wrong($"TFC_{provider}_{name}{Suffix} is missing");

        public CredentialRequest? Wrong(string reason)
        {
            all._problems.Add($"TFC_{provider}_PROVIDER_AUTH{Suffix} is ignored: {reason}.");
            return null;
        }

        private string Suffix => tag.Length == 0 ? "" : $"_{tag}";

        private string? Own(string name) => Value($"TFC_{provider}_{name}{Suffix}");

        private string? Default(string name) => Value($"TFC_DEFAULT_{provider}_{name}");

        // A line break would begin another setting in a file that is written from it.
        private string? Value(string key) => all._environment.TryGetValue(key, out var value) && !value.Any(char.IsControl) ? value : null;
    }
}
