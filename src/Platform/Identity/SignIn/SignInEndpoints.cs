using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>What the forms of the sign-in pages post to. The pages themselves are rendered by the UI at the same addresses.</summary>
internal static class SignInEndpoints
{
    private const string SignOutPath = "/sign-out";
    private const string SignedOutPage = "/signed-out";

    extension(IEndpointRouteBuilder root)
    {
        public void MapSignInForms()
        {
            var limit = root.ServiceProvider.GetRequiredService<AttemptLimit>();
            // Pages take POST too; at an address that both have, the form's own endpoint goes first.
            root.MapPost(SignInCookie.Path, SignInAsync).AllowAnonymous().AddEndpointFilter(limit).WithOrder(-1);
            root.MapPost(CreateSignInLink.Path, SignInByLinkAsync).AllowAnonymous().AddEndpointFilter(limit);
            root.MapPost(SignOutPath, SignOutAsync).AllowAnonymous();
        }
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, IAntiforgery antiforgery, SignInWithPassword check, SignInManager<User> signIn, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Again("expired", null);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var returnUrl = form[SignInCookie.ReturnParameter].ToString();
        var answer = await check.ExecuteAsync(form["userName"].ToString(), form["password"].ToString(), cancellationToken);
        if (!answer.TryGet(out var user, out var refusal))
        {
            return Again(refusal.Kind == RefusalKind.Conflict ? "locked-out" : "failed", returnUrl);
        }

        await signIn.SignInAsync(user, isPersistent: true);
        return TypedResults.LocalRedirect(LocalUrl.OrStart(returnUrl));
    }

    private static async Task<IResult> SignInByLinkAsync(
        HttpContext context, IAntiforgery antiforgery, UseSignInLink use, SignInManager<User> signIn, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Again("expired", null);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var secret = form["secret"].ToString();
        var returnUrl = form[SignInCookie.ReturnParameter].ToString();
        var answer = await use.ExecuteAsync(secret, form["password"], cancellationToken);
        if (!answer.TryGet(out var user, out var refusal))
        {
            return refusal.Kind == RefusalKind.Invalid
                ? TypedResults.LocalRedirect($"{CreateSignInLink.Path}/{Uri.EscapeDataString(secret)}{Query("password", returnUrl)}")
                : Again("link", null);
        }

        await signIn.SignInAsync(user, isPersistent: true);
        return TypedResults.LocalRedirect(LocalUrl.OrStart(returnUrl));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.LocalRedirect(SignedOutPage);
    }

    private static RedirectHttpResult Again(string error, string? returnUrl) => TypedResults.LocalRedirect(SignInCookie.Path + Query(error, returnUrl));

    private static QueryString Query(string error, string? returnUrl)
    {
        var query = QueryString.Create("error", error);
        return LocalUrl.IsLocal(returnUrl) ? query.Add(SignInCookie.ReturnParameter, returnUrl!) : query;
    }
}
