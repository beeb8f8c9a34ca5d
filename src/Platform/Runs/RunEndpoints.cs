using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Discovery;
using Platform.Identity;
using Platform.Runs.Exports;
using Platform.Runs.Logs;
using Platform.Runs.Queue;
using Platform.Runs.WorkloadIdentity;

namespace Platform.Runs;

/// <summary>The routes of runs, plans and applies.</summary>
public static class RunEndpoints
{
    extension(IEndpointRouteBuilder api)
    {
        /// <summary>Routes below <c>/api/v2</c>.</summary>
        public void MapRuns()
        {
            api.MapPost("/runs", CreateRunEndpoint.HandleAsync);
            api.MapGet("/runs/{id:run}", ReadRun.HandleAsync);
            api.MapPost("/runs/{id:run}/actions/apply", ConfirmRun.HandleAsync);
            api.MapPost("/runs/{id:run}/actions/discard", DiscardRun.HandleAsync);
            api.MapPost("/runs/{id:run}/actions/cancel", CancelRun.HandleAsync);
            api.MapPost("/runs/{id:run}/actions/force-cancel", ForceCancelRun.HandleAsync);
            api.MapPost("/runs/{id:run}/actions/force-execute", ForceExecuteRun.HandleAsync);
            api.MapGet("/runs/{id:run}/comments", CommentRun.HandleListAsync);
            api.MapPost("/runs/{id:run}/comments", CommentRun.HandleCreateAsync);
            api.MapGet("/comments/{id:wsc}", CommentRun.HandleFindAsync);
            api.MapGet("/runs/{id:run}/run-events", ListRunEvents.HandleAsync);
            api.MapGet("/runs/{id:run}/plan", ReadRun.PlanOfRunAsync);
            api.MapGet("/runs/{id:run}/plan/json-output", ReadRun.JsonPlanOfRunAsync);
            api.MapGet("/runs/{id:run}/apply", ReadRun.ApplyOfRunAsync);
            api.MapGet("/plans/{id:plan}", ReadRun.PlanAsync);
            api.MapGet("/plans/{id:plan}/json-output", ReadRun.JsonPlanAsync);
            api.MapGet("/plans/{id:plan}/json-output-redacted", ReadRun.RedactedPlanAsync);
            api.MapPost("/plan-exports", CreatePlanExport.HandleAsync);
            api.MapGet("/plan-exports/{id:pe}", FindPlanExport.HandleAsync);
            api.MapDelete("/plan-exports/{id:pe}", DeletePlanExport.HandleAsync);
            api.MapGet("/plan-exports/{id:pe}/download", DownloadPlanExport.HandleAsync);
            api.MapGet("/applies/{id:apply}", ReadRun.ApplyAsync);
            api.MapGet("/workspaces/{id:ws}/runs", ListRuns.HandleAsync);
            api.MapGet("/organizations/{organization}/runs", ListRuns.OrganizationAsync);
            api.MapGet("/organizations/{organization}/runs/queue", ListQueue.HandleAsync);
            api.MapGet("/organizations/{organization}/capacity", ListQueue.HandleCapacityAsync);
        }

        /// <summary>Routes outside <c>/api/v2</c>, which no bearer token is sent to.</summary>
        public void MapRunsRoot()
        {
            api.MapGet(CapabilityUrls.Route(ReadLog.Purpose), ReadLog.HandleAsync);
            api.MapGet(CapabilityUrls.Route(DownloadPlanExport.Purpose), DownloadPlanExport.HandleSignedAsync);
            api.MapIssuer();
            api.MapHub<RunHub>("/hubs/runs").RequireAuthorization(IdentityPolicies.PagesOrApi);
        }
    }
}
