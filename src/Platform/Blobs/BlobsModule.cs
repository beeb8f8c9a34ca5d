using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Scheduling;

namespace Platform.Blobs;

/// <summary>Registers the blob store.</summary>
public static class BlobsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddBlobs(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<BlobsOptions>().Bind(configuration.GetSection(BlobsOptions.Section))
                .Validate(
                    options => options.Provider != BlobProvider.S3 || options.S3.Bucket.Length > 0,
                    "Blobs:S3:Bucket must name the bucket when Blobs:Provider is S3.")
                .Validate(
                    options => string.IsNullOrEmpty(options.S3.AccessKey) == string.IsNullOrEmpty(options.S3.SecretKey),
                    "Blobs:S3:AccessKey and Blobs:S3:SecretKey must be set both or neither.")
                .ValidateOnStart();
            services.AddSingleton<IBlobStore>(provider =>
            {
                var options = provider.GetRequiredService<IOptions<BlobsOptions>>().Value;
                return options.Provider switch
                {
                    BlobProvider.FileSystem => new FolderBlobStore(
                        string.IsNullOrEmpty(options.Folder) ? provider.GetRequiredService<IOptions<PlatformOptions>>().Value.InShared("blobs") : options.Folder,
                        provider.GetRequiredService<TimeProvider>()),
                    BlobProvider.S3 => new S3BlobStore(CreateClient(options.S3), options.S3),
                };
            });
            services.AddScoped<IEncryptedBlobs, EncryptedBlobs>();
            services.AddMaintenance<DeleteUnwantedBlobs>("unwanted objects", TimeSpan.FromMinutes(1), oneNodeAtATime: true);
            return services;
        }
    }

    internal static AmazonS3Client CreateClient(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,

            // Newer checksums as trailers are not understood by many stores; what is stored carries its own authentication anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
