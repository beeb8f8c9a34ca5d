namespace Platform.Discovery;

/// <summary>What is announced of <c>login.v1</c> (protocol.md §2.1), and so what a client may ask of it.</summary>
public static class LoginService
{
    public const string ClientId = "terraform-cli";
    public const string AuthorizePath = "/oauth2/authorize";
    public const string TokenPath = "/oauth2/token";
    public const int FirstPort = 10000;

    /// <summary>Clients choose a port below this one.</summary>
    public const int LastPort = 10010;
}
