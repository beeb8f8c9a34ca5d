using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Organizations.Tags;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Tags;

/// <summary>The tags that workspaces of an organization have: listed, taken off everywhere, put on many.</summary>
public sealed class OrganizationTags(PlatformDbContext db, Authorizer access, FindOrganization organizations)
{
    private const int MostAtOnce = 1000;

    /// <summary>Takes tags off all workspaces of the organization.</summary>
    public async Task<Result<Done>> DeleteAsync(string organizationNameOrId, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.UpdateWorkspace, organization.Id, cancellationToken))
        {
            return Refusal.Forbidden("You may not change the tags of all workspaces of this organization.");
        }

        var gone = keys.ToArray();
        return await db.InTransactionAsync<Done>(
            async inner =>
            {
                db.WorkspaceTags.RemoveRange(await db.WorkspaceTags.Where(t => t.OrganizationId == organization.Id && gone.Contains(t.Key)).ToListAsync(inner));
                return Done.Value;
            },
            cancellationToken);
    }

    /// <summary>Puts a tag on workspaces: on all of them, or on none.</summary>
    public Task<Result<Done>> AddAsync(string tagId, IReadOnlyList<string> workspaces, CancellationToken cancellationToken) => db.InTransactionAsync<Done>(
        async inner =>
        {
            if (!TagId.TryRead(tagId, out var organization, out var key)
                || !await (await AllAsync(organization, inner)).AnyAsync(t => t.Key == key, inner))
            {
                return Refusal.NotFound($"tag {tagId}");
            }

            var ids = workspaces.Where(text => ResourceId.TryParse<WorkspaceId>(text, out _)).Select(WorkspaceId.Wrap).Distinct().ToArray();
            if (ids.Length > MostAtOnce)
            {
                return Refusal.Invalid($"At most {MostAtOnce} workspaces can be tagged at once.");
            }

            var found = await db.Workspaces.Where(w => w.OrganizationId == organization && ids.Contains(w.Id)).ToDictionaryAsync(w => w.Id.Value, inner);
            var tagged = await db.WorkspaceTags.Where(t => ids.Contains(t.WorkspaceId) && t.Key == key).Select(t => t.WorkspaceId).ToListAsync(inner);
            foreach (var text in workspaces.Distinct(StringComparer.Ordinal))
            {
                if (!found.TryGetValue(text, out var workspace) || !await access.CanAsync(Permission.ReadWorkspace, workspace, inner))
                {
                    return Refusal.NotFound($"workspace {text}");
                }

                if (!await access.CanAsync(Permission.UpdateWorkspace, workspace, inner))
                {
                    return Refusal.Forbidden($"You may see the workspace {workspace.Name} but not change its tags.");
                }

                if (!tagged.Contains(workspace.Id))
                {
                    db.WorkspaceTags.Add(new TagBinding(key, "").On(workspace));
                    db.Entry(workspace).State = EntityState.Modified;
                }
            }

            return Done.Value;
        },
        cancellationToken);

    [ReadsQuery("q", "Part of the name.")]
    [ReadsQuery("filter[exclude][taggable][id]", "A workspace whose tags are left out.")]
    internal static async Task<IResult> HandleListAsync(
        string organization, HttpRequest http, PageRequest page, OrganizationTags tags, FindOrganization organizations, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = await tags.AllAsync(found.Id, cancellationToken);
        if (SearchText.Of(http.Query["q"]) is { } part)
        {
            all = all.Where(t => t.Key.Contains(part));
        }

        if (ResourceId.TryParse<WorkspaceId>(http.Query["filter[exclude][taggable][id]"], out var excluded))
        {
            all = all.Where(t => !tags.Bindings.Any(other => other.WorkspaceId == excluded && other.Key == t.Key));
        }

        var counted = all.GroupBy(t => t.Key).Select(same => new { Key = same.Key, Count = same.Count() });
        var total = await counted.CountAsync(cancellationToken);
        var rows = await counted.OrderBy(t => t.Key).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(row => TagDocument.Counted(found.Id, found.Name, row.Key, row.Count))], page, total);
    }

    internal static async Task<IResult> HandleDeleteAsync(
        string organization, JsonApiListRequest<TagAttributes> body, OrganizationTags tags, CancellationToken cancellationToken)
    {
        var refusal = body.Refusal;
        return refusal is not null || !TagBinding.Of(body.Items).TryGet(out var gone, out refusal)
            ? JsonApiResults.Refused(refusal)
            : (await tags.DeleteAsync(organization, [.. gone.Select(tag => tag.Key)], cancellationToken)).ToHttp(_ => TypedResults.NoContent());
    }

    internal static async Task<IResult> HandleAddAsync(string tag, JsonApiListRequest<NoAttributes> body, OrganizationTags tags, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await tags.AddAsync(tag, [.. body.Items.Select(item => item.Id ?? "")], cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private IQueryable<WorkspaceTag> Bindings => db.WorkspaceTags.AsNoTracking();

    /// <summary>The tags of the workspaces that the caller may see.</summary>
    private async Task<IQueryable<WorkspaceTag>> AllAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var all = Bindings.Where(t => t.OrganizationId == organization);
        if (await access.CanAsync(Permission.ReadWorkspace, organization, cancellationToken))
        {
            return all;
        }

        var visible = await access.VisibleWorkspacesAsync(organization, cancellationToken);
        return all.Where(t => visible.Any(w => w.Id == t.WorkspaceId));
    }
}
