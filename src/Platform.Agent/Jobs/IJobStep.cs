namespace Platform.Agent.Jobs;

/// <summary>One part of a phase.</summary>
internal interface IJobStep
{
    /// <summary>As the run's timeline shows it.</summary>
    string Name { get; }

    /// <summary>Runs although a step before it failed or the job was stopped: it saves or explains something.</summary>
    bool RunsAlways => false;

    /// <param name="job">The job, to which the step adds what it found.</param>
    /// <param name="cancellationToken">Canceled when the job must stop and the step has not started anything that must end by itself.</param>
    Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken);
}

/// <summary>Steps that need nothing of each other and run side by side.</summary>
internal sealed record Stage(params IReadOnlyList<IJobStep> Steps)
{
    /// <summary>Runs when the server has the report already: nothing that the run's outcome depends on.</summary>
    public bool FollowsReport { get; init; }
}
