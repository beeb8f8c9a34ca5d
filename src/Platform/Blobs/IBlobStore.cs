namespace Platform.Blobs;

/// <summary>Keeps objects under names. Two implementations: a folder and S3. What it is given is already encrypted.</summary>
public interface IBlobStore
{
    /// <summary>Writes the object; when the task is done the bytes are durable. An object of that name is replaced as a whole or not at all.</summary>
    Task PutAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens the object for reading, or null when there is none.</summary>
    Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Deletes the object; nothing happens when there is none.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
