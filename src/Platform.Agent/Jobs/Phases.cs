using Microsoft.Extensions.Logging;
using Platform.Agent.Plans;
using Platform.Agent.Steps;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.Agent.Jobs;

/// <summary>The steps of each phase, in order; those in one stage run side by side.</summary>
internal static class Phases
{
    public static IReadOnlyList<Stage> Of(JobDocument document, Engine engine, ToolFinder tools, InitCache inits, ProviderSchemas schemas, TimeProvider clock, ILogger log) => document.Phase switch
    {
        PhaseKind.Plan =>
        [
            new Stage(new FetchConfiguration(), new FetchState(), new FindTool(tools, PlanStep.ArgumentsOf)),
            new Stage(new WriteInputs()),
            new Stage(new InitStep(engine, inits)),
            new Stage(new PlanStep(engine)),
            // The documents tell nothing that the run waits for, unless it is asked whether the plan holds generated configuration.
            .. document.Options.AllowConfigGeneration
                ? (Stage[])[new Stage(new ShowPlanText(engine), new UploadPlan(), new UploadPlanDocuments(engine, schemas))]
                : [new Stage(new ShowPlanText(engine), new UploadPlan()), new Stage(new UploadPlanDocuments(engine, schemas)) { FollowsReport = true }],
        ],
        PhaseKind.Apply =>
        [
            new Stage(new FetchConfiguration(), new FetchState(), new FetchPlan(), new FindTool(tools, ApplyStep.ArgumentsOf)),
            new Stage(new WriteInputs()),
            new Stage(new InitStep(engine, inits)),
            new Stage(new ApplyStep(engine, clock, log)),
            new Stage(new UploadState()),
        ],
    };
}
