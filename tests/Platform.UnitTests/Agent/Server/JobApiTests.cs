using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent.Server;

namespace Platform.UnitTests.Agent.Server;

/// <summary>How long an agent asks a server again that answers with faults.</summary>
public sealed class JobApiTests
{
    private readonly HurriedClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_only_faults_is_asked_for_ten_minutes_and_then_given_up_with_a_sentence()
    {
        using var http = new HttpClient(new Answers(_ => HttpStatusCode.ServiceUnavailable)) { BaseAddress = new Uri("https://server.example") };

        var fault = await Assert.ThrowsAsync<ServerRefusedException>(() => Api(http).StepsStartedAsync([], Token));

        Assert.Contains("The server answered 503", fault.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.Passed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_server_that_recovers_in_that_time_is_told_as_if_nothing_had_been()
    {
        using var http = new HttpClient(new Answers(count => count < 100 ? HttpStatusCode.BadGateway : HttpStatusCode.NoContent)) { BaseAddress = new Uri("https://server.example") };

        await Api(http).StepsStartedAsync([], Token);

        Assert.InRange(_clock.Passed, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_refusal_is_taken_at_once()
    {
        using var http = new HttpClient(new Answers(_ => HttpStatusCode.RequestEntityTooLarge)) { BaseAddress = new Uri("https://server.example") };

        await Assert.ThrowsAsync<ServerRefusedException>(() => Api(http).StepsStartedAsync([], Token));

        Assert.Equal(TimeSpan.Zero, _clock.Passed);
    }

    private JobApi Api(HttpClient http) => new(http, AgentJobs.Plan(http.BaseAddress!), _clock, NullLogger.Instance);

    /// <summary>Answers each request by its number.</summary>
    private sealed class Answers(Func<int, HttpStatusCode> answer) : HttpMessageHandler
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(answer(++_count)));
    }

    /// <summary>A clock on which whatever is waited for has come already.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private TimeSpan _passed;

        public TimeSpan Passed => _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _passed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
