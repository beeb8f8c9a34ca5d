using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Discovery;

namespace Platform.Server.Hosting;

/// <summary>Where settings come from and how they are checked (design.md §10).</summary>
internal static class Settings
{
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
            services.PostConfigure<PlatformOptions>(options =>
            {
                var folder = options.DataDirectory.Length == 0 ? PlatformOptions.DefaultDataDirectory : options.DataDirectory;
                options.DataDirectory = Path.GetFullPath(folder);
                options.PublicUrl ??= Listening.FirstAddress(configuration);
            });
            services.AddOptions<ToolOptions>().PostConfigure<IOptions<PlatformOptions>>((tools, platform) =>
                tools.Directory ??= Path.Combine(platform.Value.DataDirectory, "tools"));
            services.AddSingleton<IValidateOptions<PlatformOptions>, PublicUrlCheck>();
        }
    }

    extension(IServiceCollection services)
    {
        private void AddSetting<TOptions>(IConfiguration configuration, string section)
            where TOptions : class =>
            services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
    }

    private sealed class PublicUrlCheck : IValidateOptions<PlatformOptions>
    {
        public ValidateOptionsResult Validate(string? name, PlatformOptions options) => options.PublicUrl switch
        {
            null => ValidateOptionsResult.Success,
            { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } => ValidateOptionsResult.Success,
            var other => ValidateOptionsResult.Fail(
                $"Platform:PublicUrl is '{other}': write the address that command lines use, https with a host and perhaps a port, such as https://tofu.example.com."),
        };
    }
}
