using System.Text;
using System.Text.Json;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>What the run's own identity becomes for the tool: environment variables and files in memory (protocol.md §10.5).</summary>
internal sealed class IdentityInputs
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, object>> _objects = new(StringComparer.Ordinal);

    private IdentityInputs(string folder) => _folder = folder;

    /// <summary>The environment; other values of the same names do not count.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>Files below the private folder: name and content.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => _files;

    /// <param name="credentials">What the platform made for the run.</param>
    /// <param name="folder">Where the tool sees the private files.</param>
    public static IdentityInputs Of(IReadOnlyList<WorkloadCredential> credentials, string folder)
    {
        var inputs = new IdentityInputs(folder);
        foreach (var credential in credentials)
        {
            inputs.Add(credential);
        }

        foreach (var (name, value) in inputs._objects)
        {
            // Those with a tag reach their providers by an input variable. One that the configuration does not declare is passed over.
            inputs._environment[$"TF_VAR_{name}"] = JsonSerializer.Serialize(value);
        }

        return inputs;
    }

    private void Add(WorkloadCredential credential)
    {
        switch (credential)
        {
            case PlainCredential plain:
                _environment[plain.Tag.Length == 0 ? "TFC_WORKLOAD_IDENTITY_TOKEN" : $"TFC_WORKLOAD_IDENTITY_TOKEN_{plain.Tag}"] = plain.Token;
                break;
            case AwsCredential aws:
                AddAws(aws);
                break;
            case AzureCredential azure:
                AddAzure(azure);
                break;
            case GoogleCredential google:
                AddGoogle(google);
                break;
            case VaultCredential vault:
                AddVault(vault);
                break;
            case KubernetesCredential kubernetes:
                AddTo("tfc_kubernetes_dynamic_credentials", kubernetes.Tag, ("token_path", File("kubernetes", kubernetes.Tag, "token", kubernetes.Token)));
                Set(kubernetes.Tag, ("KUBE_TOKEN", kubernetes.Token));
                break;
        }
    }

    private void AddAws(AwsCredential aws)
    {
        var token = File("aws", aws.Tag, "token", aws.Token);
        var profile = File("aws", aws.Tag, "config", $"[default]\nrole_arn = {aws.RoleArn}\nweb_identity_token_file = {token}\n");
        AddTo("tfc_aws_dynamic_credentials", aws.Tag, ("shared_config_file", profile));
        Set(aws.Tag, ("AWS_WEB_IDENTITY_TOKEN_FILE", token), ("AWS_ROLE_ARN", aws.RoleArn));
    }

    private void AddAzure(AzureCredential azure)
    {
        var client = File("azure", azure.Tag, "client-id", azure.ClientId);
        AddTo("tfc_azure_dynamic_credentials", azure.Tag, ("client_id_file_path", client), ("oidc_token_file_path", File("azure", azure.Tag, "token", azure.Token)));
        Set(azure.Tag, ("ARM_USE_OIDC", "true"), ("ARM_OIDC_TOKEN", azure.Token), ("ARM_CLIENT_ID", azure.ClientId));
    }

    private void AddGoogle(GoogleCredential google)
    {
        var account = new Dictionary<string, object>
        {
            ["type"] = "external_account",
            ["audience"] = google.Provider,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["token_url"] = "https://sts.googleapis.com/v1/token",
            ["credential_source"] = new Dictionary<string, object>
            {
                ["file"] = File("gcp", google.Tag, "token", google.Token),
                ["format"] = new Dictionary<string, string> { ["type"] = "text" },
            },
        };
        if (google.ServiceAccount is { } email)
        {
            account["service_account_impersonation_url"] = $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Uri.EscapeDataString(email)}:generateAccessToken";
        }

        var path = File("gcp", google.Tag, "json", JsonSerializer.Serialize(account));
        AddTo("tfc_gcp_dynamic_credentials", google.Tag, ("credentials", path));
        Set(google.Tag, ("GOOGLE_APPLICATION_CREDENTIALS", path));
    }

    private void AddVault(VaultCredential vault)
    {
        Set(vault.Tag, ("VAULT_ADDR", vault.Address), ("TERRAFORM_VAULT_AUTH_JWT", vault.Token));
        if (vault.Namespace is { } name)
        {
            Set(vault.Tag, ("VAULT_NAMESPACE", name));
        }

        if (vault.Authority is { } certificates)
        {
            Set(vault.Tag, ("VAULT_CACERT", File("vault", vault.Tag, "pem", certificates)));
        }
    }

    /// <summary>Sets what a provider reads by itself, which only the one without a tag does.</summary>
    private void Set(string tag, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        foreach (var (name, value) in tag.Length == 0 ? variables : [])
        {
            _environment[name] = value;
        }
    }

    /// <summary>Adds to the object that a configuration with several of a kind declares: <c>default</c> and, by their tags, <c>aliases</c>.</summary>
    private void AddTo(string variable, string tag, params (string Name, string Path)[] members)
    {
        if (!_objects.TryGetValue(variable, out var value))
        {
            // Declared as an object it must have a default, which is empty where all have tags.
            _objects[variable] = value = new Dictionary<string, object>
            {
                ["default"] = members.ToDictionary(member => member.Name, _ => ""),
                ["aliases"] = new SortedDictionary<string, object>(StringComparer.Ordinal),
            };
        }

        var paths = members.ToDictionary(member => member.Name, member => member.Path);
        if (tag.Length == 0)
        {
            value["default"] = paths;
        }
        else
        {
            ((SortedDictionary<string, object>)value["aliases"])[tag] = paths;
        }
    }

    /// <summary>Adds a file and says where the tool sees it.</summary>
    private string File(string kind, string tag, string ending, string content)
    {
        var name = tag.Length == 0 ? $"identity-{kind}.{ending}" : $"identity-{kind}-{tag}.{ending}";
        _files[name] = Encoding.UTF8.GetBytes(content);
        return $"{_folder}/{name}";
    }
}
