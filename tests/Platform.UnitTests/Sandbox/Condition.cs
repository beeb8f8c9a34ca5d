namespace Platform.UnitTests.Sandbox;

/// <summary>Waits for something to become true, with a limit.</summary>
internal static class Condition
{
    internal static async Task BecomesTrueAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, "the condition did not become true within 20 s");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }
}
