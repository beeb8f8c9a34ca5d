namespace Platform.Contracts.Ids;

/// <summary>An identifier as the wire shows it: a prefix that tells the kind, a dash, and 16 letters or digits.</summary>
/// <typeparam name="TSelf">The identifier's own type.</typeparam>
public interface IResourceId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IResourceId<TSelf>
{
    /// <summary>What an identifier of this kind starts with, without the dash, for example <c>ws</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>The whole identifier, prefix included.</summary>
    string Value { get; }

    /// <summary>Wraps text that is known to be well formed; use <see cref="ResourceId.TryParse"/> for text from outside.</summary>
    static abstract TSelf Wrap(string value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) =>
        ResourceId.TryParse<TSelf>(s, out var id) ? id : throw new FormatException($"'{s}' is not an identifier that starts with {TSelf.Prefix}-.");
}
