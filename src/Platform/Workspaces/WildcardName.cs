using System.Text;

namespace Platform.Workspaces;

/// <summary>A name with <c>*</c> for any characters: <c>*x</c>, <c>x*</c>, <c>*x*</c>, <c>a*b</c>.</summary>
internal static class WildcardName
{
    private const char EscapeCharacter = '\\';

    public static readonly string Escape = EscapeCharacter.ToString();

    /// <summary>The pattern for SQL's LIKE, in lower case; everything but the star stands for itself.</summary>
    public static string ToLike(string pattern)
    {
        var like = new StringBuilder(pattern.Length + 8);
        foreach (var character in WorkspaceName.Normalize(pattern))
        {
            _ = character switch
            {
                '*' => like.Append('%'),
                '%' or '_' or '\\' => like.Append(EscapeCharacter).Append(character),
                _ => like.Append(character),
            };
        }

        return like.ToString();
    }
}
