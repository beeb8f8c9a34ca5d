namespace Platform.Identity.SignIn;

/// <summary>Hears who signs in on the pages, and who cannot.</summary>
public interface ISignInListener
{
    Task SignedInAsync(User user, CancellationToken cancellationToken);

    /// <param name="user">Whose name was given; null when nobody has it. What was typed is not said: people type passwords into the wrong field.</param>
    /// <param name="reason">Why, in one sentence.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    Task RefusedAsync(User? user, string reason, CancellationToken cancellationToken);
}
