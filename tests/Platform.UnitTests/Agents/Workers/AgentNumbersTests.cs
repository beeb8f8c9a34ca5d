using Medallion.Shell;
using Platform.Agents.Workers;
using Platform.TestKit;

namespace Platform.UnitTests.Agents.Workers;

public sealed class AgentNumbersTests
{
    private static readonly HashSet<int> Nobody = [];

    [Fact]
    public void A_number_that_is_given_back_is_used_again()
    {
        var numbers = new AgentNumbers();

        Assert.Equal([0, 1, 2], [numbers.Take(Nobody), numbers.Take(Nobody), numbers.Take(Nobody)]);
        numbers.Return(1);

        Assert.Equal([1, 3], [numbers.Take(Nobody), numbers.Take(Nobody)]);
    }

    [Fact]
    public void A_number_that_an_agent_of_an_earlier_server_still_has_is_passed_over_until_it_is_free()
    {
        var numbers = new AgentNumbers();

        Assert.Equal([1, 3], [numbers.Take(new HashSet<int> { 0, 2 }), numbers.Take(new HashSet<int> { 0, 2 })]);
        Assert.Equal(2, numbers.Take(new HashSet<int> { 0 }));
        Assert.Equal(0, numbers.Take(Nobody));
    }

    [Fact]
    public async Task A_user_counts_as_living_while_one_of_its_processes_does()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root starts processes of other users.");
        const long user = 3_999_999_321;
        Assert.DoesNotContain(user, LivingUsers.Read());

        using var process = Command.Run("setpriv", ["--reuid", user, "--clear-groups", "sleep", "60"]);
        try
        {
            await Eventually.IsAsync(() => LivingUsers.Read().Contains(user), TestContext.Current.CancellationToken);
        }
        finally
        {
            process.Kill();
        }

        await process.Task;
        Assert.DoesNotContain(user, LivingUsers.Read());
    }
}
