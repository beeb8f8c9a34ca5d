using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using Platform.Discovery;
using Platform.Results;

namespace Platform.Identity.Login;

/// <summary>What a CLI asks for when it opens the browser (protocol.md §2.2).</summary>
public sealed record AuthorizationRequest
{
    private const int LongestState = 500;

    /// <summary>The parameters, by the names under which they come and, in the consent form, go on.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public string RedirectUri => Parameters.GetValueOrDefault("redirect_uri", "");
    public string State => Parameters.GetValueOrDefault("state", "");
    internal string CodeChallenge => Parameters.GetValueOrDefault("code_challenge", "");

    /// <summary>Where the browser brings the command line its code.</summary>
    internal Uri CallbackWith(string code) => new($"{RedirectUri}?code={code}&state={Uri.EscapeDataString(State)}");

    /// <summary>Reads a query or a form. A parameter that comes twice is left out, as nobody could say which one counts.</summary>
    public static AuthorizationRequest Read(IEnumerable<KeyValuePair<string, StringValues>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] names = ["client_id", "response_type", "redirect_uri", "state", "code_challenge", "code_challenge_method"];
        return new AuthorizationRequest
        {
            Parameters = values.Where(pair => pair.Value.Count == 1 && names.Contains(pair.Key, StringComparer.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        };
    }

    /// <summary>The request as a query, to carry it to another page.</summary>
    public QueryString ToQuery() => new QueryBuilder(Parameters).ToQueryString();

    /// <summary>Why the request cannot be granted, whoever asks; null when it can.</summary>
    internal Refusal? Refusal =>
        !Is("client_id", LoginService.ClientId) ? Wrong("client_id must be " + LoginService.ClientId)
        : !RedirectUris.IsAllowed(RedirectUri)
            ? Wrong($"redirect_uri must be http://localhost:PORT/login with a port from {LoginService.FirstPort} to {LoginService.LastPort}")
        : !Is("response_type", "code") ? Wrong("response_type must be code")
        : !Is("code_challenge_method", Login.CodeChallenge.Method) ? Wrong("code_challenge_method must be S256")
        : !Login.CodeChallenge.IsWellFormed(CodeChallenge) ? Wrong("code_challenge must be an S256 challenge")
        : State.Length is 0 or > LongestState ? Wrong($"state must have 1 to {LongestState} characters")
        : null;

    private bool Is(string name, string value) => string.Equals(Parameters.GetValueOrDefault(name), value, StringComparison.Ordinal);

    private static Refusal Wrong(string what) =>
        Results.Refusal.Malformed($"This sign-in request cannot be used: {what}. Start it again with the login command of tofu or terraform.");
}
