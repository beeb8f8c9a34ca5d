namespace Platform.Agent.Tools;

/// <summary>What a workspace asks of its tool's version, in the tool's own syntax: <c>1.11.4</c>, <c>~> 1.11.0</c>, <c>>= 1.5, &lt; 2</c>.</summary>
internal sealed class VersionConstraint
{
    // The longer signs first, since the shorter begin them.
    private static readonly string[] Signs = ["~>", ">=", "<=", "!=", "=", ">", "<"];

    private readonly IReadOnlyList<Term> _terms;

    private VersionConstraint(string text, IReadOnlyList<Term> terms)
    {
        Text = text;
        _terms = terms;
    }

    public string Text { get; }

    /// <summary>The one version that can satisfy it; null when several may.</summary>
    public ToolVersion? Exact => _terms is [{ Sign: "=", Segments: 3 } only] ? only.Version : null;

    /// <summary>Reads a constraint; null when it is not one. Empty and <c>latest</c> ask for nothing but a release.</summary>
    public static VersionConstraint? TryParse(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || string.Equals(text.Trim(), "latest", StringComparison.OrdinalIgnoreCase))
        {
            return new VersionConstraint("latest", []);
        }

        var terms = new List<Term>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var sign = Signs.FirstOrDefault(sign => part.StartsWith(sign, StringComparison.Ordinal)) ?? "";
            if (!ToolVersion.TryParse(part[sign.Length..], out var version, out var segments))
            {
                return null;
            }

            terms.Add(new Term(sign.Length == 0 ? "=" : sign, version, segments));
        }

        return new VersionConstraint(text.Trim(), terms);
    }

    /// <summary>A pre-release only satisfies a constraint that names a pre-release of the same version.</summary>
    public bool IsSatisfiedBy(ToolVersion version) =>
        _terms.All(term => term.Allows(version))
        && (version.PreRelease.Length == 0 || _terms.Any(term => term.Version.PreRelease.Length > 0 && SameNumbers(term.Version, version)));

    public override string ToString() => Text;

    private static bool SameNumbers(ToolVersion left, ToolVersion right) =>
        (left.Major, left.Minor, left.Patch) == (right.Major, right.Minor, right.Patch);

    private sealed record Term(string Sign, ToolVersion Version, int Segments)
    {
        public bool Allows(ToolVersion candidate) => Sign switch
        {
            "=" => candidate == Version,
            "!=" => candidate != Version,
            ">" => candidate > Version,
            ">=" => candidate >= Version,
            "<" => candidate < Version,
            "<=" => candidate <= Version,
            // Only the last number given may grow: "~> 1.11.0" stays in 1.11, "~> 1.11" stays in 1.
            _ => candidate >= Version
                && (Segments < 2 || candidate.Major == Version.Major)
                && (Segments < 3 || candidate.Minor == Version.Minor),
        };
    }
}
