using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Reads a project's tags, and binds more of them.</summary>
public sealed class ChangeProjectTags(PlatformDbContext db, FindProject find)
{
    private const int MostTags = 200;

    /// <summary>Adds tags; a key that is there gets the new value.</summary>
    public Task<Result<IReadOnlyList<ProjectTag>>> AddAsync(ProjectId id, IReadOnlyList<TagBinding> tags, CancellationToken cancellationToken) =>
        db.InTransactionAsync<IReadOnlyList<ProjectTag>>(
            async inner =>
            {
                if (!(await find.ExecuteAsync(id, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                return details.Permissions.Contains(Permission.ManageProjects)
                    ? await SetAsync(details.Project, tags, replace: false, inner)
                    : Refusal.Forbidden("You may see this project but not change its tags.");
            },
            cancellationToken);

    /// <summary>Writes tags to a project that is tracked, within the caller's transaction and after it asked whether the caller may.</summary>
    internal async Task<Result<IReadOnlyList<ProjectTag>>> SetAsync(Project project, IReadOnlyList<TagBinding> tags, bool replace, CancellationToken cancellationToken)
    {
        // A change of the project's row makes two writers of its tags wait for each other.
        if (db.Entry(project).State == EntityState.Unchanged)
        {
            db.Entry(project).State = EntityState.Modified;
        }

        var current = await db.ProjectTags.Where(t => t.ProjectId == project.Id).ToDictionaryAsync(t => t.Key, StringComparer.Ordinal, cancellationToken);
        foreach (var tag in tags)
        {
            if (current.TryGetValue(tag.Key, out var there))
            {
                there.Value = tag.Value;
            }
            else
            {
                current.Add(tag.Key, tag.On(project));
                db.ProjectTags.Add(current[tag.Key]);
            }
        }

        if (replace)
        {
            var kept = tags.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in current.Values.Where(t => !kept.Contains(t.Key)).ToList())
            {
                current.Remove(gone.Key);
                db.ProjectTags.Remove(gone);
            }
        }

        return current.Count > MostTags
            ? Refusal.Invalid($"A project can have at most {MostTags} tags.")
            : current.Values.OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
    }

    internal static async Task<IResult> HandleAddAsync(
        ProjectId id, JsonApiListRequest<TagAttributes> body, ChangeProjectTags change, CancellationToken cancellationToken)
    {
        var refusal = body.Refusal;
        if (refusal is not null || !TagBinding.Of(body.Items).TryGet(out var tags, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return (await change.AddAsync(id, tags, cancellationToken)).ToHttp(now => JsonApiResults.List([.. now.Select(tag => Document(tag, TagDocument.Bindings))]));
    }

    internal static Task<IResult> HandleListAsync(ProjectId id, FindProject find, PlatformDbContext db, CancellationToken cancellationToken) =>
        ListAsync(id, TagDocument.Bindings, find, db, cancellationToken);

    internal static Task<IResult> HandleListEffectiveAsync(ProjectId id, FindProject find, PlatformDbContext db, CancellationToken cancellationToken) =>
        ListAsync(id, TagDocument.EffectiveBindings, find, db, cancellationToken);

    private static async Task<IResult> ListAsync(ProjectId id, string type, FindProject find, PlatformDbContext db, CancellationToken cancellationToken)
    {
        if ((await find.ExecuteAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return JsonApiResults.Refused(refusal);
        }

        var tags = await db.ProjectTags.AsNoTracking().Where(t => t.ProjectId == id).OrderBy(t => t.Key).ToListAsync(cancellationToken);
        return JsonApiResults.List([.. tags.Select(tag => Document(tag, type))]);
    }

    private static Resource Document(ProjectTag tag, string type) => TagDocument.Binding(tag.ProjectId.Value, tag.Key, tag.Value, type);
}
