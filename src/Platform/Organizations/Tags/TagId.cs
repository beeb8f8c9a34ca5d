using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Platform.Contracts.Ids;

namespace Platform.Organizations.Tags;

/// <summary>The id of a tag in an organization: a tag has no identity beside its key, so the id is made of the two and can be read again.</summary>
internal static class TagId
{
    private const string Prefix = "tag-";
    private const int OrganizationPart = 16;

    public static string Of(OrganizationId organization, string key) =>
        $"{Prefix}{organization.Value.AsSpan(OrganizationId.Prefix.Length + 1)}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key))}";

    public static bool TryRead(string? id, out OrganizationId organization, [NotNullWhen(true)] out string? key)
    {
        organization = default;
        key = null;
        if (id is null || id.Length <= Prefix.Length + OrganizationPart || !id.StartsWith(Prefix, StringComparison.Ordinal)
            || !ResourceId.TryParse($"{OrganizationId.Prefix}-{id.AsSpan(Prefix.Length, OrganizationPart)}", out organization))
        {
            return false;
        }

        var encoded = id.AsSpan(Prefix.Length + OrganizationPart);
        if (!Base64Url.IsValid(encoded))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded));
        key = text.Contains('\0', StringComparison.Ordinal) ? null : text;
        return key is not null;
    }
}
