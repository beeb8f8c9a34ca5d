using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>A note of the chain's end outside the database, in the shared folder: without it, who can write the database could put back an older end that once was right.</summary>
internal sealed class HeadNote(IOptions<PlatformOptions> options)
{
    private string FilePath => options.Value.InShared("audit-head");

    public async Task WriteAsync(long sequence, byte[] hash, CancellationToken cancellationToken)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{sequence} {Convert.ToBase64String(hash)}\n");
        await DurableFile.WriteAsync(FilePath, Encoding.ASCII.GetBytes(text), overwrite: true, cancellationToken);
    }

    /// <summary>Null when there is none yet, or none that can be read.</summary>
    public async Task<(long Sequence, byte[] Hash)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(FilePath))
        {
            return null;
        }

        var parts = (await File.ReadAllTextAsync(FilePath, cancellationToken)).Trim().Split(' ');
        var hash = new byte[32];
        return parts is [var number, var base64] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && Convert.TryFromBase64String(base64, hash, out _)
            ? (sequence, hash)
            : null;
    }
}
