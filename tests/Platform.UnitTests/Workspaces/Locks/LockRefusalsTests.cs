using Platform.Contracts.Ids;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.UnitTests.Workspaces.Locks;

/// <summary>The client tells the cases apart by these very words.</summary>
public sealed class LockRefusalsTests
{
    private readonly Workspace _workspace = WorkspaceSettingsTests.NewWorkspace();

    [Fact]
    public void A_run_that_holds_the_workspace_is_named()
    {
        _workspace.HoldingRunId = RunId.New();

        var refusal = LockRefusals.Unlock(_workspace, null);

        Assert.Equal(RefusalKind.Conflict, refusal?.Kind);
        Assert.Contains($"is locked by Run {_workspace.HoldingRunId}", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_person_is_named()
    {
        _workspace.LockedByUserId = UserId.New();

        Assert.Contains("is locked by User maria", LockRefusals.Unlock(_workspace, "maria")?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workspace_that_is_not_locked_says_so_and_names_nobody()
    {
        var refusal = LockRefusals.Unlock(_workspace, null);

        Assert.Equal(RefusalKind.Conflict, refusal?.Kind);
        Assert.DoesNotContain("is locked by", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ones_own_lock_can_be_taken_off()
    {
        _workspace.LockedByUserId = UserId.New();

        Assert.Null(LockRefusals.Unlock(_workspace, null));
    }
}
