namespace Platform.Discovery;

/// <summary>The settings of the section <c>Platform</c>.</summary>
public sealed class PlatformOptions
{
    public const string Section = "Platform";

    /// <summary>Folder of what belongs to this node: the embedded database, its certificate, its work. Empty: a folder in the user's local share folder.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>Folder that all nodes of a site share: keys, certificate authority, blobs unless they are elsewhere. Unset: the data folder, which is right for one node.</summary>
    public string? SharedDirectory { get; set; }

    /// <summary>The address that people and command lines use, for example <c>https://tofu.example.com</c>. Unset: the first address listened on.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>An API token for the first administrator. Unset: one is made and written to <c>admin-token</c> in the data folder.</summary>
    public string? AdminToken { get; set; }

    /// <summary>A token that reads <c>/metrics</c> and nothing else. Unset: only a site administrator's token does.</summary>
    public string? MetricsToken { get; set; }

    /// <summary>What this process does; empty: everything.</summary>
    public IList<NodeRole> Roles { get; } = [];

    /// <summary>The folder used when none is set.</summary>
    public static string DefaultDataDirectory
    {
        get
        {
            var share = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return share.Length == 0 ? "/var/lib/platform" : Path.Combine(share, "platform");
        }
    }

    /// <summary>The path of something that all nodes of the site share; with an empty name, of the folder itself.</summary>
    public string InShared(string name) => Path.Combine(string.IsNullOrEmpty(SharedDirectory) ? DataDirectory : SharedDirectory, name);

    /// <summary>Whether this process has the role.</summary>
    public bool Has(NodeRole role) => Roles.Count == 0 || Roles.Contains(role);
}

/// <summary>A part of the platform that a process may take or leave to others.</summary>
public enum NodeRole
{
    /// <summary>Answers the API, service discovery, <c>login.v1</c> and the agents of all nodes.</summary>
    Api,

    /// <summary>Answers the pages, and the forms with which a browser signs in.</summary>
    Ui,

    /// <summary>Runs recurring work: the sweep of the queue, archives, deletion.</summary>
    Scheduler,

    /// <summary>Carries out plans and applies.</summary>
    Worker,
}
