using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.Secrets;

/// <summary>Registers encryption at rest.</summary>
public static class SecretsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSecrets(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<SecretsOptions>().Bind(configuration.GetSection(SecretsOptions.Section)).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsValidation>();
            services.AddSingleton<IMasterKeys>(provider =>
            {
                var options = provider.GetRequiredService<IOptions<SecretsOptions>>().Value;
                return string.IsNullOrWhiteSpace(options.MasterKeys)
                    ? new FileMasterKeys(
                        string.IsNullOrEmpty(options.MasterKeyFile) ? DefaultFile(provider) : options.MasterKeyFile,
                        provider.GetRequiredService<ILogger<FileMasterKeys>>())
                    : new ConfiguredMasterKeys(options.MasterKeys);
            });
            services.AddSingleton<DataKeyCache>();
            services.AddScoped<DataKeys>();
            services.AddScoped<ISecretBox, SecretBox>();
            services.AddScoped<RotateMasterKey>();
            services.AddHostedService<MasterKeyCheck>();
            return services;
        }
    }

    private static string DefaultFile(IServiceProvider provider) =>
        Path.Combine(provider.GetRequiredService<IOptions<PlatformOptions>>().Value.InShared("keys"), "master");

    private sealed class SecretsOptionsValidation : IValidateOptions<SecretsOptions>
    {
        public ValidateOptionsResult Validate(string? name, SecretsOptions options)
        {
            if (string.IsNullOrWhiteSpace(options.MasterKeys))
            {
                return ValidateOptionsResult.Success;
            }

            try
            {
                _ = MasterKeyRing.Parse(options.MasterKeys, ConfiguredMasterKeys.Source);
                return ValidateOptionsResult.Success;
            }
            catch (MasterKeyException exception)
            {
                return ValidateOptionsResult.Fail(exception.Message);
            }
        }
    }
}
