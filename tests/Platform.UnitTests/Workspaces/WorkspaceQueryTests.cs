using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Contracts.Runs;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.UnitTests.Workspaces;

public sealed class WorkspaceQueryTests
{
    [Fact]
    public void The_clients_way_of_asking_for_tags_is_understood()
    {
        var query = Read("?filter%5Btagged%5D%5B0%5D%5Bkey%5D=env&filter%5Btagged%5D%5B0%5D%5Bvalue%5D=prod&filter[tagged][1][key]=tier&search[tags]=env,tier&TagBindings=%7B%20env%7D").Value!;

        Assert.Equal([("env", "prod"), ("tier", null)], query.Tagged);
        Assert.Equal(["env", "tier"], query.Tags);
    }

    [Fact]
    public void Sorting_and_statuses_are_read()
    {
        var query = Read("?sort=-current-run.created-at&filter[current-run][status]=plan_queued,pending,applied").Value!;

        Assert.Equal((WorkspaceSort.CurrentRunCreatedAt, true), (query.Sort, query.Descending));
        Assert.Equal([RunStatus.Pending, RunStatus.PlanQueued, RunStatus.Applied], query.CurrentRunStatuses);
        Assert.Empty(Read("?filter[current-run][status]=plan_queued").Value!.CurrentRunStatuses!);
        Assert.Null(Read("").Value!.CurrentRunStatuses);
    }

    [Theory, InlineData("?sort=color"), InlineData("?filter[current-run][status]=sleeping"), InlineData("?filter[current-run][status]=3")]
    public void What_cannot_be_sorted_or_filtered_by_is_malformed(string query) => Assert.Equal(RefusalKind.Malformed, Read(query).Refusal?.Kind);

    [Fact]
    public void Too_many_tags_at_once_are_refused() =>
        Assert.Equal(RefusalKind.Malformed, Read($"?search[tags]={string.Join(',', Enumerable.Range(0, 51))}").Refusal?.Kind);

    private static Result<WorkspaceQuery> Read(string query) => WorkspaceQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
