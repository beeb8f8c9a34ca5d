using Platform.JsonApi;
using Platform.Results;

namespace Platform.Teams;

/// <summary>What a caller may say about a team; what was not sent stays as it is.</summary>
public sealed record TeamSettings
{
    internal const int LongestName = 90;
    internal const int LongestSsoId = 200;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Visibility { get; init; }
    public Optional<string?> SsoTeamId { get; init; }
    public Optional<bool?> AllowMemberTokenManagement { get; init; }

    /// <summary>Rights in the organization by their names; a name that is not sent keeps its value.</summary>
    public Optional<Dictionary<string, bool?>?> OrganizationAccess { get; init; }

    /// <summary>Whether the rights in the organization would change.</summary>
    internal bool ChangesAccess(Team team) => !team.OrganizationAccess.ToHashSet(StringComparer.Ordinal).SetEquals(AccessOf(team));

    /// <summary>The rights that the team would have.</summary>
    internal List<string> AccessOf(Team team)
    {
        var wanted = OrganizationAccess.Value ?? [];
        return [.. TeamRights.OrganizationRights.Where(right => wanted.GetValueOrDefault(right) ?? team.OrganizationAccess.Contains(right))];
    }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(Team team)
    {
        var name = Name.IsSet ? (Name.Value ?? "").Trim() : team.Name;
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return Refusal.Invalid($"Name must be 1 to {LongestName} letters, digits, dashes or underscores.", "name");
        }

        if (Visibility.Value is not (null or "secret" or "organization"))
        {
            return Refusal.Invalid("Visibility must be \"secret\" or \"organization\".", "visibility");
        }

        if (AttributeText.Check(SsoTeamId.Value ?? "", LongestSsoId, "sso-team-id") is { } bad)
        {
            return bad;
        }

        if (team.IsOwners && (name != team.Name || OrganizationAccess.Value is { } access && access.Values.Any(value => value == false)))
        {
            return Refusal.Invalid("The owners keep their name and may do everything.", name != team.Name ? "name" : "organization-access");
        }

        team.Name = name;
        team.Visibility = Visibility.Value switch { "secret" => TeamVisibility.Secret, "organization" => TeamVisibility.Organization, _ => team.Visibility };
        team.SsoTeamId = SsoTeamId.Or(team.SsoTeamId);
        team.AllowMemberTokenManagement = AllowMemberTokenManagement.Value ?? team.AllowMemberTokenManagement;
        team.OrganizationAccess = AccessOf(team);
        return null;
    }
}
