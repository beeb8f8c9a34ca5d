namespace Platform.Secrets;

/// <summary>Master keys from the settings, for example an environment variable that a secret store fills. The newest version wraps.</summary>
internal sealed class ConfiguredMasterKeys(string keys) : IMasterKeys
{
    public const string Source = "The setting Secrets:MasterKeys";
    private readonly MasterKeyRing _ring = MasterKeyRing.Parse(keys, Source);

    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_ring.Wrap(key.Span, context));

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_ring.Unwrap(wrapped, context, Source));

    public ValueTask<string> AdvanceAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_ring.NewestId);
}
