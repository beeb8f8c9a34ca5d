using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Identity.Login;
using Platform.Identity.ServiceAccounts;
using Platform.Identity.SignIn;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.Persistence;

namespace Platform.Identity;

public static class IdentityModule
{
    /// <summary>How soon a signed-in browser notices that its user's password or rights were changed.</summary>
    private static readonly TimeSpan StampInterval = TimeSpan.FromMinutes(1);

    extension(IServiceCollection services)
    {
        /// <summary>Adds users, tokens, sign-in, the authorization policies and the caller of the scope.</summary>
        public IServiceCollection AddIdentity()
        {
            services.AddAccess();
            services.AddSingleton<TokenLookup>().AddSingleton<CurrentCaller>();
            services.AddSingleton<TokenUse>();
            services.AddHostedService(provider => provider.GetRequiredService<TokenUse>());
            services.AddSingleton<AttemptLimit>();
            services.AddScoped<TokenAccess>().AddScoped<ListTokens>().AddScoped<CreateToken>().AddScoped<RevokeToken>().AddScoped<OrganizationToken>().AddScoped<RunTokens>();
            services.AddScoped<FindServiceAccount>().AddScoped<ChangeServiceAccount>().AddScoped<ServiceAccountTokens>();
            services.AddScoped<ReadConsentRequest>().AddScoped<AllowLogin>().AddScoped<DenyLogin>().AddScoped<RedeemCode>();
            services.AddScoped<SignInWithPassword>().AddScoped<CreateSignInLink>().AddScoped<FindSignInLink>().AddScoped<UseSignInLink>();
            services.AddScoped<FindUser>().AddScoped<CreateUser>().AddScoped<SetPassword>().AddScoped<ChangePassword>().AddScoped<UpdateAccount>().AddScoped<FirstAdministrator>();
            services.AddUsers();
            services.AddAuthentication(IdentityConstants.ApplicationScheme)
                .AddCookie(IdentityConstants.ApplicationScheme, SignInCookie.Configure)
                // Never issued, but the framework signs out of it, and fails without it, when a password was changed.
                .AddCookie(IdentityConstants.TwoFactorRememberMeScheme, options =>
                {
                    options.Cookie.Name = "__Host-platform-second-factor";
                    options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                    options.Cookie.Path = "/";
                })
                .AddScheme<AuthenticationSchemeOptions, ApiAuthentication>(ApiAuthentication.Scheme, null);
            services.AddAuthorizationBuilder()
                .AddPolicy(IdentityPolicies.Api, Policy(ApiAuthentication.Scheme))
                .AddPolicy(IdentityPolicies.Pages, Policy(IdentityConstants.ApplicationScheme))
                .AddPolicy(IdentityPolicies.PagesOrApi, Policy(IdentityConstants.ApplicationScheme, ApiAuthentication.Scheme));
            services.AddCookieKeys();
            services.AddAntiforgery(options =>
            {
                options.Cookie.Name = "__Host-platform-form";
                options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                options.Cookie.SameSite = SameSiteMode.Strict;
            });
            return services;
        }

        private void AddCookieKeys()
        {
            // Without a name the program's folder is part of every cookie, and a new version in another folder would sign everybody out.
            services.AddDataProtection().SetApplicationName("Platform");
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>, CookieKeys>();

            // It warns that the keys are not encrypted: they lie beside the master key, with the same protection.
            services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        }

        private void AddUsers()
        {
            services.AddIdentityCore<User>(options =>
                {
                    // Length is what makes a password strong; rules about kinds of characters make it predictable.
                    options.Password.RequiredLength = 12;
                    options.Password.RequiredUniqueChars = 5;
                    options.Password.RequireDigit = false;
                    options.Password.RequireLowercase = false;
                    options.Password.RequireUppercase = false;
                    options.Password.RequireNonAlphanumeric = false;
                    options.Lockout.MaxFailedAccessAttempts = 5;
                    options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
                })
                .AddEntityFrameworkStores<PlatformDbContext>()
                .AddSignInManager()
                .AddClaimsPrincipalFactory<SignedInUser>();
            services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = StampInterval);
        }
    }

    private static AuthorizationPolicy Policy(params string[] schemes) =>
        new AuthorizationPolicyBuilder(schemes).RequireAuthenticatedUser().AddRequirements(new TokenRoutes()).Build();
}
