using Microsoft.AspNetCore.Identity;
using Platform.Results;

namespace Platform.Identity.Users;

internal static class IdentityResultRefusal
{
    extension(IdentityResult result)
    {
        /// <summary>Why the user could not be saved, in one text; null when it was.</summary>
        public Refusal? Refusal => result.Succeeded ? null : Refusal.Invalid(string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
