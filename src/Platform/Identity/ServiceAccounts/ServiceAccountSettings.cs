using Platform.JsonApi;
using Platform.Results;

namespace Platform.Identity.ServiceAccounts;

/// <summary>What a caller may say about a service account; what was not sent stays as it is.</summary>
public sealed record ServiceAccountSettings
{
    internal const int LongestName = 90;
    internal const int LongestDescription = 1000;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(ServiceAccount account)
    {
        var name = Name.IsSet ? (Name.Value ?? "").Trim() : account.Name;
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return Refusal.Invalid($"Name must be 1 to {LongestName} letters, digits, dashes or underscores.", "name");
        }

        var description = Description.IsSet ? (Description.Value ?? "").Trim() : account.Description;
        if (AttributeText.Check(description, LongestDescription, "description") is { } bad)
        {
            return bad;
        }

        (account.Name, account.NormalizedName, account.Description) = (name, name.ToUpperInvariant(), description);
        return null;
    }
}
