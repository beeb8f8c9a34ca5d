namespace Platform.TestKit.Scale;

/// <summary>Every list of the API, with each way to filter, search, sort and include, in an organization that <see cref="LargeOrganization"/> has filled.</summary>
public static class Lists
{
    /// <summary>The addresses; each takes <c>page[size]</c> on top.</summary>
    /// <param name="organization">The organization's name.</param>
    /// <param name="user">The user whose token asks.</param>
    public static IReadOnlyList<string> In(string organization, string user)
    {
        var workspaces = $"organizations/{organization}/workspaces";
        var runs = $"organizations/{organization}/runs";
        var busy = $"workspaces/{LargeOrganization.Busy}";
        var inBusy = $"filter[organization][name]={organization}&filter[workspace][name]=workspace-1";
        return
        [
            "organizations?", $"{workspaces}?", $"{workspaces}?page[number]=5", $"{workspaces}?search[name]=workspace-77", $"{workspaces}?search[wildcard-name]=*-99*",
            $"{workspaces}?search[tags]=team", $"{workspaces}?search[exclude-tags]=team", $"{workspaces}?filter[tagged][0][key]=team&filter[tagged][0][value]=t7",
            $"{workspaces}?filter[project][id]={LargeOrganization.Project}", $"{workspaces}?filter[current-run][status]=planned", $"{workspaces}?sort=-name",
            $"{workspaces}?sort=current-run.created-at", $"{workspaces}?sort=-latest-change-at", $"{workspaces}?include=organization,project,current-run,current-state-version,locked-by,effective-tag-bindings",
            $"organizations/{organization}/projects?", $"organizations/{organization}/projects?q=project-4", $"organizations/{organization}/tags?", $"organizations/{organization}/varsets?",
            $"{runs}?", $"{runs}?filter[status]=planned", $"{runs}?filter[status_group]=non_final", $"{runs}?filter[operation]=destroy", $"{runs}?search[basic]=change%2077", $"{runs}?filter[workspace_names]=workspace-3",
            $"{runs}?include=plan,workspace,created_by", $"{runs}/queue?", $"organizations/{organization}/capacity?", $"{busy}/runs?", $"{busy}/runs?filter[status]=errored", $"{busy}/configuration-versions?",
            $"state-versions?{inBusy}", $"vars?{inBusy}", $"{busy}/vars?", $"{busy}/all-vars?", $"{busy}/varsets?", $"{busy}/tag-bindings?", $"{busy}/effective-tag-bindings?", $"{busy}/relationships/tags?",
            $"{busy}/relationships/remote-state-consumers?", $"runs/{LargeOrganization.Run}/run-events?", $"runs/{LargeOrganization.Run}/comments?", $"users/{user}/authentication-tokens?",
            $"projects/{LargeOrganization.Project}/tag-bindings?", $"projects/{LargeOrganization.Project}/effective-tag-bindings?", $"projects/{LargeOrganization.Project}/varsets?",
            $"organizations/{organization}/varsets?include=vars,workspaces,projects", $"varsets/{LargeOrganization.VariableSet}/relationships/vars?", $"{busy}/current-state-version-outputs?",
            $"state-versions/{LargeOrganization.State}/outputs?", $"organizations/{organization}/teams?", $"organizations/{organization}/teams?q=team-7",
            $"organizations/{organization}/teams?include=users,organization-memberships", $"organizations/{organization}/team-tokens?", $"teams/{LargeOrganization.Team}/authentication-tokens?",
            $"team-workspaces?filter[workspace][id]={LargeOrganization.Busy}", $"team-projects?filter[project][id]={LargeOrganization.Project}", "organization-memberships?",
            $"organizations/{organization}/organization-memberships?", $"organizations/{organization}/organization-memberships?q=p7", $"organizations/{organization}/organization-memberships?include=user,teams",
            $"organizations/{organization}/roles?", $"organizations/{organization}/service-accounts?", "access-grants?", $"organizations/{organization}/access-grants?",
            $"organizations/{organization}/access-grants?filter[workspace][id]={LargeOrganization.Busy}", $"organizations/{organization}/access-grants?filter[team][id]={LargeOrganization.Team}",
            $"organizations/{organization}/access-grants?filter[role][id]=role-read", $"{busy}/effective-access?", $"{busy}/effective-access?filter[permission]=runs:apply",
            $"organizations/{organization}/effective-access?filter[user][id]={user}", $"organizations/{organization}/audit-trail?", $"organizations/{organization}/audit-trail?page[number]=5",
            "admin/audit-trail?",
        ];
    }
}
