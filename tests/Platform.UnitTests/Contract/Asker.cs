using Platform.Contracts.Ids;

namespace Platform.UnitTests.Contract;

/// <summary>Somebody who asks for the things of one organization, with the token that they ask with.</summary>
/// <param name="Name">The heading of their column in docs/permissions.md.</param>
/// <param name="Token">The bearer token; null for nobody.</param>
/// <param name="Person">The user, where they are a person who signs in to the pages.</param>
internal sealed record Asker(string Name, string? Token, UserId? Person = null);
