using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Platform.Access;
using Platform.Audit;
using Platform.Identity;
using Platform.Identity.SignIn;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.Organizations;
using Platform.Results;
using Platform.Runs.WorkloadIdentity;

namespace Platform.Server.Commands;

/// <summary><c>admin …</c>: what whoever may read the data folder may do without signing in, while the server runs or not.</summary>
internal static class AdminCommand
{
    public static Command Create() => new("admin", "Makes users, sign-in links, tokens and organizations and checks the audit trail, while the server runs or not.")
    {
        CreateUserCommand(),
        SetPasswordCommand(),
        SignInLinkCommand(),
        TokenCommand(),
        CreateOrganizationCommand(),
        VerifyAuditCommand(),
        RotateIdentityKeyCommand(),
    };

    private static Command CreateUserCommand()
    {
        var name = new Argument<string>("name");
        var email = new Option<string?>("--email");
        var administrator = new Option<bool>("--site-administrator") { Description = "Make them an administrator of the site." };
        return Leaf(new Command("create-user", "Makes a user, who signs in by a link first (admin sign-in-link).") { name, email, administrator }, async (parsed, services, token) =>
        {
            var wanted = new NewUser(parsed.GetRequiredValue(name), parsed.GetValue(email), IsSiteAdministrator: parsed.GetValue(administrator));
            return (await services.GetRequiredService<CreateUser>().ExecuteAsync(wanted, token)).Map(user => user.Id.Value);
        });
    }

    private static Command SetPasswordCommand()
    {
        var name = new Argument<string>("name");
        return Leaf(new Command("set-password", "Gives a user the password that is read from standard input.") { name }, async (parsed, services, token) =>
        {
            var password = await Console.In.ReadLineAsync(token);
            return (await services.GetRequiredService<SetPassword>().ExecuteAsync(parsed.GetRequiredValue(name), password ?? "", token)).Map(user => user.Id.Value);
        });
    }

    private static Command SignInLinkCommand()
    {
        var name = new Argument<string>("name");
        var page = new Option<string?>("--page") { Description = "The page on which the user arrives, for example /app/demo/workspaces." };
        return Leaf(new Command("sign-in-link", "Prints a link that signs a user in once, within 15 minutes.") { name, page }, async (parsed, services, token) =>
            (await services.GetRequiredService<CreateSignInLink>().ExecuteAsync(parsed.GetRequiredValue(name), parsed.GetValue(page), token)).Map(link => link.AbsoluteUri));
    }

    private static Command TokenCommand()
    {
        var name = new Argument<string>("name");
        var description = new Option<string>("--description") { DefaultValueFactory = _ => "Made with the command admin token" };
        return Leaf(new Command("token", "Makes an API token for a user and prints it, once.") { name, description }, async (parsed, services, token) =>
        {
            if (await services.GetRequiredService<UserManager<User>>().FindByNameAsync(parsed.GetRequiredValue(name)) is not { } user)
            {
                return Refusal.NotFound($"user {parsed.GetRequiredValue(name)}");
            }

            // A token is made by the person for whom it speaks.
            services.GetRequiredService<CallerAccessor>().Caller = Callers.Of(user);
            return (await services.GetRequiredService<CreateToken>().ExecuteAsync(user.Id, parsed.GetRequiredValue(description), expiresAt: null, token)).Map(issued => issued.Secret);
        });
    }

    private static Command CreateOrganizationCommand()
    {
        var name = new Argument<string>("name");
        var email = new Option<string?>("--email");
        var ifMissing = new Option<bool>("--if-missing") { Description = "Do nothing when there is one of that name." };
        return Leaf(new Command("create-organization", "Makes an organization with its default project.") { name, email, ifMissing }, async (parsed, services, token) =>
        {
            if (parsed.GetValue(ifMissing)
                && (await services.GetRequiredService<FindOrganization>().ExecuteAsync(parsed.GetRequiredValue(name), token)).Value is { } there)
            {
                return there.Id.Value;
            }

            return (await services.GetRequiredService<CreateOrganization>().ExecuteAsync(parsed.GetRequiredValue(name), parsed.GetValue(email), token))
                .Map(made => made.Organization.Id.Value);
        });
    }

    private static Command VerifyAuditCommand() => Leaf(
        new Command("verify-audit", "Walks the audit trail from its beginning and says the first place that was altered, removed, put in or put elsewhere."),
        async (_, services, token) =>
        {
            var verdict = await services.GetRequiredService<VerifyTrail>().ExecuteAsync(token);
            return verdict.Fault is { } fault
                ? Refusal.Conflict($"The audit trail is not as it was written. {fault} {verdict.Right} entries before that are right.")
                : string.Create(CultureInfo.InvariantCulture, $"The audit trail is as it was written: {verdict.Right} entries are right, {verdict.Waiting} more wait to be sealed.");
        });

    private static Command RotateIdentityKeyCommand()
    {
        var atOnce = new Option<bool>("--at-once") { Description = "Sign with the new key now and take the old ones back: tokens of runs that are at work are void." };
        return Leaf(new Command("rotate-identity-key", "Makes a new key for the tokens by which others know runs; the old one stays published until its tokens are over.") { atOnce }, async (parsed, services, token) =>
            (await services.GetRequiredService<RotateIdentityKey>().ExecuteAsync(parsed.GetValue(atOnce), token)).Map(key => $"{key.Id} signs from {key.From:u} on"));
    }

    private static Command Leaf(Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<Result<string>>> work)
    {
        SettingArguments.Allow(command);
        command.SetAction((parsed, cancellationToken) => QuietApplication.RunAsync(parsed, (services, token) => work(parsed, services, token), cancellationToken));
        return command;
    }
}
