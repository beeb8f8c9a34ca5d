using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Platform.Agent.Tools;

/// <summary>A version of a tool: three numbers and perhaps a pre-release name.</summary>
internal sealed record ToolVersion(int Major, int Minor, int Patch, string PreRelease = "") : IComparable<ToolVersion>
{
    /// <summary>Reads <c>1.11.4</c>, <c>v1.11.4</c>, <c>1.12.0-rc1</c> or a shortened <c>1.11</c>; build metadata is ignored.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ToolVersion? version) => TryParse(text, out version, out _);

    public static bool TryParse(string text, [NotNullWhen(true)] out ToolVersion? version, out int segments)
    {
        version = null;
        segments = 0;
        var plain = text.Trim().TrimStart('v').Split('+')[0];
        var dash = plain.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? plain : plain[..dash]).Split('.');
        var preRelease = dash < 0 ? "" : plain[(dash + 1)..];
        if (numbers.Length > 3 || (dash >= 0 && preRelease.Length == 0))
        {
            return false;
        }

        var parsed = new int[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out parsed[i]))
            {
                return false;
            }
        }

        segments = numbers.Length;
        version = new ToolVersion(parsed[0], parsed[1], parsed[2], preRelease);
        return true;
    }

    public int CompareTo(ToolVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public static bool operator <(ToolVersion left, ToolVersion right) => left.CompareTo(right) < 0;
    public static bool operator <=(ToolVersion left, ToolVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >(ToolVersion left, ToolVersion right) => left.CompareTo(right) > 0;
    public static bool operator >=(ToolVersion left, ToolVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => PreRelease.Length == 0 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}.{Patch}-{PreRelease}";

    // A release is newer than its pre-releases; their parts compare as numbers where both are.
    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length);
        }

        var leftParts = left.Split('.');
        var rightParts = right.Split('.');
        for (var i = 0; i < Math.Min(leftParts.Length, rightParts.Length); i++)
        {
            var bothNumbers = int.TryParse(leftParts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber)
                & int.TryParse(rightParts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
            var order = bothNumbers ? leftNumber.CompareTo(rightNumber) : string.CompareOrdinal(leftParts[i], rightParts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftParts.Length.CompareTo(rightParts.Length);
    }
}
