namespace Platform.UnitTests.Identity;

/// <summary>A clock that stands until it is moved; what waits on timers runs on the real one.</summary>
internal sealed class SetClock : TimeProvider
{
    private DateTimeOffset _now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
