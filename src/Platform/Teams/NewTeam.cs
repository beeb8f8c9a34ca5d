using System.Security.Cryptography;
using Platform.Contracts.Ids;
using Platform.Identity;

namespace Platform.Teams;

/// <summary>Makes a team with the account that its tokens speak for.</summary>
internal static class NewTeam
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 12;

    public static (Team Team, User Account) Of(OrganizationId organization, string name, bool isOwners, DateTimeOffset now)
    {
        var id = TeamId.New();
        var account = $"api-team_{RandomNumberGenerator.GetString(Alphabet, RandomLength)}";
        var user = new User
        {
            UserName = account,
            NormalizedUserName = account.ToUpperInvariant(),
            SecurityStamp = Guid.NewGuid().ToString("N"),
            ServiceOfTeamId = id,
            CreatedAt = now,
        };
        return (new Team { Id = id, OrganizationId = organization, Name = name, IsOwners = isOwners, ServiceUserId = user.Id, CreatedAt = now }, user);
    }
}
