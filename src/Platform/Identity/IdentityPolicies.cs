namespace Platform.Identity;

/// <summary>The authorization policies that endpoints and pages name.</summary>
public static class IdentityPolicies
{
    /// <summary>The API under <c>/api/v2</c>: a bearer token, and a kind of token that reaches the route.</summary>
    public const string Api = "api";

    /// <summary>The pages: a person who signed in.</summary>
    public const string Pages = "pages";

    /// <summary>What both pages and API clients use, such as a SignalR hub: signed in, or a user's bearer token.</summary>
    public const string PagesOrApi = "pages-or-api";
}
