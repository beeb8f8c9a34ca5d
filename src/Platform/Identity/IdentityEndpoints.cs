using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Identity.Login;
using Platform.Identity.ServiceAccounts;
using Platform.Identity.SignIn;
using Platform.Identity.Tokens;
using Platform.Identity.Users;

namespace Platform.Identity;

public static class IdentityEndpoints
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps accounts and tokens, relative to the API's path.</summary>
        public void MapIdentity()
        {
            routes.MapGet("/account/details", ReadAccount.HandleAsync);
            routes.MapPatch("/account/update", UpdateAccount.HandleAsync);
            routes.MapPatch("/account/password", ChangePassword.HandleAsync);
            routes.MapGet("/users/{id:user}", FindUser.HandleAsync);
            routes.MapGet("/users/{id:user}/authentication-tokens", ListTokens.HandleAsync);
            routes.MapPost("/users/{id:user}/authentication-tokens", CreateToken.HandleAsync);
            routes.MapGet("/authentication-tokens/{id:at}", FindToken.HandleAsync);
            routes.MapDelete("/authentication-tokens/{id:at}", RevokeToken.HandleAsync);
            routes.MapGet("/organizations/{organization}/authentication-token", OrganizationToken.HandleFindAsync);
            routes.MapPost("/organizations/{organization}/authentication-token", OrganizationToken.HandleReplaceAsync);
            routes.MapDelete("/organizations/{organization}/authentication-token", OrganizationToken.HandleRevokeAsync);
            routes.MapGet("/organizations/{organization}/service-accounts", FindServiceAccount.HandleListAsync);
            routes.MapPost("/organizations/{organization}/service-accounts", ChangeServiceAccount.HandleCreateAsync);
            routes.MapGet("/service-accounts/{id:sa}", FindServiceAccount.HandleAsync);
            routes.MapPatch("/service-accounts/{id:sa}", ChangeServiceAccount.HandleUpdateAsync);
            routes.MapDelete("/service-accounts/{id:sa}", ChangeServiceAccount.HandleDeleteAsync);
            routes.MapGet("/service-accounts/{id:sa}/authentication-tokens", ServiceAccountTokens.HandleListAsync);
            routes.MapPost("/service-accounts/{id:sa}/authentication-tokens", ServiceAccountTokens.HandleCreateAsync);
        }

        /// <summary>Maps what the sign-in pages post to, from the root.</summary>
        public void MapSignIn() => routes.MapSignInForms();

        /// <summary>Maps <c>login.v1</c>, from the root.</summary>
        public void MapLoginService() => routes.MapLogin();
    }
}
