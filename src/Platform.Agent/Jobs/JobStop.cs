namespace Platform.Agent.Jobs;

/// <summary>Why a job must end before it is done.</summary>
internal enum StopReason
{
    /// <summary>Somebody canceled the run.</summary>
    Canceled,

    /// <summary>The phase took longer than it may.</summary>
    TimeLimit,

    /// <summary>The server was not heard of for a whole lease, so it may give the workspace to others soon.</summary>
    LeaseOver,

    /// <summary>The server no longer counts on this agent.</summary>
    Gone,
}

/// <summary>Asks everything that runs for the job to end, first kindly.</summary>
internal sealed class JobStop : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _interrupt = new();
    private readonly CancellationTokenSource _kill = new();

    /// <summary>The first reason that was given; null while nobody wants the job to stop.</summary>
    public StopReason? Reason { get; private set; }

    /// <summary>Why, as a sentence for the log.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>The tool must be interrupted; what has not started must not start.</summary>
    public CancellationToken Interrupted => _interrupt.Token;

    /// <summary>The process tree must end now.</summary>
    public CancellationToken Killed => _kill.Token;

    public bool IsKilled => _kill.IsCancellationRequested;

    public void Interrupt(StopReason reason, string sentence)
    {
        lock (_lock)
        {
            if (Reason is not null)
            {
                return;
            }

            Reason = reason;
            Sentence = sentence;
        }

        _interrupt.Cancel();
    }

    public void Kill(StopReason reason, string sentence)
    {
        Interrupt(reason, sentence);
        _kill.Cancel();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _kill.Dispose();
    }
}
