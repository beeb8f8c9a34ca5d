using System.Reflection;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Audit;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Discovery;
using Platform.Organizations.Retention;
using Platform.Persistence;
using Platform.Secrets;

namespace Platform.Server.Hosting;

/// <summary>Where settings come from and how they are checked (design.md §10).</summary>
internal static class Settings
{
    /// <summary>The sections whose names are checked, each with the type that describes it.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>
    {
        [PlatformOptions.Section] = typeof(PlatformOptions),
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [WorkerOptions.Section] = typeof(WorkerOptions),
        [SandboxOptions.Section] = typeof(SandboxOptions),
        [ToolOptions.Section] = typeof(ToolOptions),
        [BlobsOptions.Section] = typeof(BlobsOptions),
        [SecretsOptions.Section] = typeof(SecretsOptions),
        [ConfigurationVersionsOptions.Section] = typeof(ConfigurationVersionsOptions),
        [RetentionOptions.Section] = typeof(RetentionOptions),
        [AuditOptions.Section] = typeof(AuditOptions),
    };

    extension(WebApplicationBuilder builder)
    {
        /// <summary>Settings file, then environment, then command line; a later one wins.</summary>
        public void AddSettings(string[] commandLine)
        {
            // Platform__Database__Provider means Database:Provider, so that everything may carry the program's prefix.
            builder.Configuration.AddEnvironmentVariables("Platform__");
            builder.Configuration.AddCommandLine(commandLine);

            var (services, configuration) = (builder.Services, builder.Configuration);
            services.AddSetting<PlatformOptions>(configuration, PlatformOptions.Section);
            services.AddSetting<WorkerOptions>(configuration, WorkerOptions.Section);
            services.AddSetting<SandboxOptions>(configuration, SandboxOptions.Section);
            services.AddSetting<ToolOptions>(configuration, ToolOptions.Section);
            services.AddSetting<RetentionOptions>(configuration, RetentionOptions.Section);
            services.PostConfigure<PlatformOptions>(options =>
            {
                var folder = options.DataDirectory.Length == 0 ? PlatformOptions.DefaultDataDirectory : options.DataDirectory;
                options.DataDirectory = Path.GetFullPath(folder);
                options.SharedDirectory = string.IsNullOrEmpty(options.SharedDirectory) ? options.DataDirectory : Path.GetFullPath(options.SharedDirectory);
            });
            services.AddOptions<ToolOptions>().PostConfigure<IOptions<PlatformOptions>>((tools, platform) =>
                tools.Directory ??= Path.Combine(platform.Value.DataDirectory, "tools"));
            services.AddSingleton<IValidateOptions<PlatformOptions>, PublicUrlCheck>();

            // Before anything reads them.
            Listening.Check(configuration);
            CheckNames(configuration);
            CheckValues(configuration);
            CheckAddress(configuration);
        }
    }

    extension(IServiceCollection services)
    {
        private void AddSetting<TOptions>(IConfiguration configuration, string section)
            where TOptions : class =>
            services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
    }

    private static void CheckValues(IConfiguration configuration)
    {
        foreach (var (section, type) in Sections)
        {
            try
            {
                configuration.GetSection(section).Get(type);
            }
            catch (InvalidOperationException exception)
            {
                // The binder's own words name the setting and the value: Failed to convert configuration value 'x' at 'Worker:Slots' to type ...
                throw new StartRefusedException(SettingSentences.For(exception), exception);
            }
        }
    }

    /// <summary>Refuses what the binder passes over: a name that no setting has, and a role that there is not.</summary>
    private static void CheckNames(IConfiguration configuration)
    {
        foreach (var (section, type) in Sections)
        {
            foreach (var setting in configuration.GetSection(section).GetChildren())
            {
                // Platform__Database__Provider is seen here as Platform:Database as well.
                var isAlias = section == PlatformOptions.Section && configuration.GetSection(setting.Key).Exists();
                if (!isAlias && type.GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { CanWrite: true } and not { PropertyType.IsValueType: false })
                {
                    var known = string.Join(", ", type.GetProperties().Where(property => property.CanWrite || !property.PropertyType.IsValueType).Select(property => property.Name));
                    throw new StartRefusedException($"There is no setting {section}:{setting.Key}; the section has {known}.");
                }
            }
        }

        foreach (var role in configuration.GetSection($"{PlatformOptions.Section}:{nameof(PlatformOptions.Roles)}").GetChildren())
        {
            if (!Enum.TryParse<NodeRole>(role.Value, ignoreCase: true, out _))
            {
                throw new StartRefusedException($"The setting {role.Path} is '{role.Value}', and one of {string.Join(", ", Enum.GetNames<NodeRole>())} is wanted.");
            }
        }
    }

    /// <summary>Refuses a node that would send clients and its own agents to itself, where nobody answers them.</summary>
    private static void CheckAddress(IConfiguration configuration)
    {
        var node = configuration.GetSection(PlatformOptions.Section).Get<PlatformOptions>() ?? new();
        if (node.PublicUrl is null && !node.Has(NodeRole.Api))
        {
            throw new StartRefusedException(
                "A node without the role Api needs the setting Platform:PublicUrl: its agents and the links it hands out go to the nodes that answer the API, at that address.");
        }
    }

    private sealed class PublicUrlCheck : IValidateOptions<PlatformOptions>
    {
        public ValidateOptionsResult Validate(string? name, PlatformOptions options) => options.PublicUrl switch
        {
            null => ValidateOptionsResult.Success,
            { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } => ValidateOptionsResult.Success,
            var other => ValidateOptionsResult.Fail(
                $"The setting Platform:PublicUrl is '{other}': write the address that command lines use, https with a host and perhaps a port, such as https://tofu.example.com."),
        };
    }
}
