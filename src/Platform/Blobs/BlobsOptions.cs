namespace Platform.Blobs;

/// <summary>The settings of the section <c>Blobs</c>.</summary>
public sealed class BlobsOptions
{
    public const string Section = "Blobs";

    public BlobProvider Provider { get; set; } = BlobProvider.FileSystem;

    /// <summary>Folder of the objects. Unset: <c>blobs</c> in the shared folder.</summary>
    public string? Folder { get; set; }

    public S3Options S3 { get; set; } = new();
}

/// <summary>Where objects are kept.</summary>
public enum BlobProvider
{
    FileSystem,
    S3,
}

/// <summary>The settings of the section <c>Blobs:S3</c>.</summary>
public sealed class S3Options
{
    public string Bucket { get; set; } = "";

    /// <summary>Put before every name, for a bucket that is shared with others.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>For example <c>eu-central-1</c>; a store that has no regions takes any.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Address of a store other than Amazon's, for example <c>https://minio.example.com</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The bucket stands in the path instead of the host name; most stores other than Amazon's need it.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>Unset, with <see cref="SecretKey"/>: the credentials of the machine (environment, profile, instance role).</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }
}
