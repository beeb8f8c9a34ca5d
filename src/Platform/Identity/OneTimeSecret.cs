using System.Buffers.Text;
using System.Security.Cryptography;

namespace Platform.Identity;

/// <summary>Secrets that work once: login codes and sign-in links. Only their hash is stored.</summary>
internal static class OneTimeSecret
{
    private const int Length = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));
}
