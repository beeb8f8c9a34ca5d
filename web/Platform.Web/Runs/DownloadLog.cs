using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs;
using Platform.Runs.Logs;

namespace Platform.Web.Runs;

/// <summary>Answers the whole log of a phase as a file, as far as it is printed.</summary>
internal static class DownloadLog
{
    private const int PieceLength = 1024 * 1024;

    public static async Task<Results<PushStreamHttpResult, NotFound>> HandleAsync(
        string run, string phase, FindRun find, PhaseLog log, CancellationToken cancellationToken)
    {
        if (!ResourceId.TryParse<RunId>(run, out var id)
            || phase is not ("plan" or "apply")
            || !(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out _))
        {
            return TypedResults.NotFound();
        }

        var key = phase == "plan" ? details.Plan.Key : details.Apply.Key;
        return TypedResults.Stream(
            async body =>
            {
                for (long offset = 0; ;)
                {
                    var bytes = await log.ReadAsync(details.Run.OrganizationId, key, LogStream.Text, offset, PieceLength, cancellationToken);
                    if (bytes.IsEmpty)
                    {
                        return;
                    }

                    await body.WriteAsync(bytes, cancellationToken);
                    offset += bytes.Length;
                }
            },
            $"text/plain; charset={Encoding.UTF8.WebName}",
            $"{details.Workspace.Name}-{id}-{phase}.log");
    }
}
