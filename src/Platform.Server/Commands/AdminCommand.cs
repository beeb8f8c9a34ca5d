using System.CommandLine;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Discovery;
using Platform.Identity.SignIn;
using Platform.Identity.Users;
using Platform.Results;
using Platform.Server.Hosting;

namespace Platform.Server.Commands;

/// <summary><c>admin …</c>: what the owner of the machine does without signing in, beside a running server or before its first start.</summary>
internal static class AdminCommand
{
    public static Command Create() => new("admin", "Makes users and sign-in links, with the rights of whoever may read the data folder.")
    {
        CreateSignInLinkCommand(),
        CreateUserCommand(),
    };

    private static Command CreateSignInLinkCommand()
    {
        var user = new Argument<string>("user") { Description = "Name of the user." };
        var page = new Option<string?>("--page") { Description = "Page of this site on which the user arrives, for example /app/demo/workspaces." };
        var command = new Command("sign-in-link", "Prints a link that signs the user in once, within a quarter of an hour.") { user, page };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            async services => (await services.GetRequiredService<CreateSignInLink>()
                .ExecuteAsync(parsed.GetRequiredValue(user), parsed.GetValue(page), cancellationToken)).Map(link => link.AbsoluteUri),
            cancellationToken));
        SettingArguments.Allow(command);
        return command;
    }

    private static Command CreateUserCommand()
    {
        var name = new Argument<string>("name") { Description = "Name to sign in with." };
        var email = new Option<string?>("--email") { Description = "Address for mail to the user." };
        var administrator = new Option<bool>("--site-administrator") { Description = "The user may do everything on the site." };
        var command = new Command("create-user", "Makes a user without a password, who signs in by a link first.") { name, email, administrator };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            async services => (await services.GetRequiredService<CreateUser>()
                .ExecuteAsync(new NewUser(parsed.GetRequiredValue(name), parsed.GetValue(email), IsSiteAdministrator: parsed.GetValue(administrator)), cancellationToken))
                .Map(user => $"The user {user.UserName} was made; give them a sign-in link."),
            cancellationToken));
        SettingArguments.Allow(command);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<Result<string>>> action, CancellationToken cancellationToken)
    {
        // Standard output carries the answer and nothing else.
        await using var app = ServerApplication.Build([.. SettingArguments.Read(parsed), "--Logging:Console:LogToStandardErrorThreshold=Trace"]);
        await app.Services.GetRequiredService<StartUp>().PrepareBesideAsync(cancellationToken);
        // This process does not listen; the server beside it does, with the same settings.
        app.Services.GetRequiredService<IOptions<PlatformOptions>>().Value.PublicUrl ??= PublicUrlOf(Listening.Addresses(app.Configuration)[0]);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var result = await action(scope.ServiceProvider);
        if (result.Refusal is { } refusal)
        {
            throw new StartRefusedException(refusal.Message);
        }

        await Console.Out.WriteLineAsync(result.Value);
        return 0;
    }

    private static Uri PublicUrlOf(string address)
    {
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return new Uri($"{binding.Scheme}://{host}:{binding.Port}");
    }
}
