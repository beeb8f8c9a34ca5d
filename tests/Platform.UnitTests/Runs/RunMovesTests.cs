using Platform.Contracts.Runs;
using Platform.Results;
using Platform.Runs;

namespace Platform.UnitTests.Runs;

public sealed class RunMovesTests
{
    [Theory]
    [InlineData(RunStatus.Applied), InlineData(RunStatus.Discarded), InlineData(RunStatus.Errored), InlineData(RunStatus.Canceled)]
    [InlineData(RunStatus.ForceCanceled), InlineData(RunStatus.PlannedAndFinished)]
    public void A_finished_run_refuses_every_move(RunStatus finished)
    {
        Assert.True(RunMoves.IsFinal(finished));
        Assert.All(Enum.GetValues<RunMove>(), move => Assert.Equal(RefusalKind.Conflict, RunMoves.Next(finished, move).Refusal?.Kind));
    }

    [Fact]
    public void Every_run_that_is_not_over_can_still_come_to_an_end()
    {
        Assert.All(RunMoves.Unfinished, start =>
        {
            var reached = new HashSet<RunStatus> { start };
            var open = new Queue<RunStatus>(reached);
            while (open.TryDequeue(out var status))
            {
                foreach (var row in RunMoves.All.Where(row => row.From == status && reached.Add(row.To)))
                {
                    open.Enqueue(row.To);
                }
            }

            Assert.Contains(reached, RunMoves.IsFinal);
        });
    }

    /// <summary>Modules that do not know the moves ask by status which runs may still need something.</summary>
    [Fact]
    public void Runs_are_over_in_queries_when_they_are_over_in_the_table()
    {
        Assert.All(RunMoves.All.SelectMany(row => (RunStatus[])[row.From, row.To]), status => Assert.Equal(RunMoves.IsFinal(status), RunEnds.Over.Contains(status)));
        Assert.Equal(Enum.GetValues<RunStatus>().Order(), RunEnds.Over.Concat(RunEnds.Unfinished).Order());
    }

    [Fact]
    public void No_row_of_the_table_is_said_twice() =>
        Assert.Equal(RunMoves.All.Count, RunMoves.All.Select(row => (row.From, row.Move)).Distinct().Count());

    [Fact]
    public void An_apply_starts_only_after_somebody_confirmed()
    {
        var beforeConfirmation = new HashSet<RunStatus> { RunStatus.Pending };
        var open = new Queue<RunStatus>(beforeConfirmation);
        while (open.TryDequeue(out var status))
        {
            foreach (var row in RunMoves.All.Where(row => row.From == status && row.Move != RunMove.Confirm && beforeConfirmation.Add(row.To)))
            {
                open.Enqueue(row.To);
            }
        }

        Assert.DoesNotContain(RunStatus.ApplyQueued, beforeConfirmation);
        Assert.DoesNotContain(RunStatus.Applying, beforeConfirmation);
    }

    [Fact]
    public void An_apply_is_never_started_again() =>
        Assert.DoesNotContain(RunMoves.All, row => row.From == RunStatus.Applying && !RunMoves.IsFinal(row.To));

    [Theory]
    [InlineData(RunStatus.Planning, RunMove.Confirm, "because it is planning")]
    [InlineData(RunStatus.Applied, RunMove.Discard, "because it is applied")]
    [InlineData(RunStatus.PlannedAndFinished, RunMove.Cancel, "because it is planned and finished")]
    public void A_refused_move_says_in_a_sentence_where_the_run_stands(RunStatus from, RunMove move, string words) =>
        Assert.Contains(words, RunMoves.Next(from, move).Refusal?.Message);
}
