using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Discovery;

namespace Platform.Identity.SignIn;

/// <summary>The cookie that keeps a person signed in on the pages.</summary>
internal static class SignInCookie
{
    public const string Path = "/sign-in";
    public const string ReturnParameter = "returnUrl";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static void Configure(CookieAuthenticationOptions options)
    {
        // A browser takes a __Host- cookie only when it is Secure, for the whole site and of exactly this host.
        options.Cookie.Name = "__Host-platform";
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = Path;
        options.AccessDeniedPath = Path;
        options.ReturnUrlParameter = ReturnParameter;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (!IsFromOurPages(context.Request, context.HttpContext.RequestServices.GetRequiredService<IPublicAddress>()))
        {
            context.RejectPrincipal();
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is { } principal)
        {
            context.HttpContext.RequestServices.GetRequiredService<CallerAccessor>().Caller = Callers.OfSignedIn(principal);
        }
    }

    /// <summary>SameSite looks at the host without its port, so a page of another port of this machine would come with the cookie; it also opens WebSockets, which no other rule of the browser stops.</summary>
    internal static bool IsFromOurPages(HttpRequest request, IPublicAddress address)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var from)
                && (string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
                    || string.Equals(from.Authority, address.Host, StringComparison.OrdinalIgnoreCase))
                && string.Equals(from.Scheme, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase));
    }
}
