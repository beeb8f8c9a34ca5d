namespace Platform.Secrets;

/// <summary>Wraps the data keys. Where master keys are kept decides the implementation: a file of the installation, or its settings.</summary>
/// <remarks>Everything is asked for by id and asynchronously, so that a key management service, which never hands out its keys, fits as well.</remarks>
public interface IMasterKeys
{
    /// <summary>Wraps a data key with the newest master key; <paramref name="context"/> is bound in.</summary>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string context, CancellationToken cancellationToken);

    /// <summary>Unwraps a data key.</summary>
    /// <exception cref="MasterKeyException">The master key is not there, or is not the one that wrapped it.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string context, CancellationToken cancellationToken);

    /// <summary>The id of the master key that wraps from now on, after a new one was made where this is possible.</summary>
    ValueTask<string> AdvanceAsync(CancellationToken cancellationToken);
}

/// <summary>A data key that only the named master key opens.</summary>
public sealed record WrappedKey(string MasterKeyId, byte[] Bytes);

/// <summary>The master keys of this installation cannot do what was asked; the message says what to do.</summary>
public sealed class MasterKeyException : Exception
{
    public MasterKeyException(string message)
        : base(message)
    {
    }

    public MasterKeyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public MasterKeyException()
    {
    }
}
