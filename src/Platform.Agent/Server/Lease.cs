namespace Platform.Agent.Server;

/// <summary>How long the agent may act on a job without hearing from the server (design.md §6).</summary>
internal sealed class Lease(TimeProvider clock)
{
    // Before the first heartbeat was answered: what the server's default of 45 s leaves an agent.
    private static readonly TimeSpan DefaultLength = TimeSpan.FromSeconds(35);

    private long _answered = clock.GetTimestamp();
    private long _lengthTicks = DefaultLength.Ticks;

    public TimeSpan Length => TimeSpan.FromTicks(Interlocked.Read(ref _lengthTicks));

    public TimeSpan SinceAnswer => clock.GetElapsedTime(Interlocked.Read(ref _answered));

    public bool IsOver => SinceAnswer >= Length;

    public void Answered(int leaseSeconds)
    {
        Interlocked.Exchange(ref _answered, clock.GetTimestamp());
        Interlocked.Exchange(ref _lengthTicks, TimeSpan.FromSeconds(leaseSeconds).Ticks);
    }
}
