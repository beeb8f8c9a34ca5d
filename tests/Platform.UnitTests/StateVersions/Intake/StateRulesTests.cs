using Platform.Contracts.Ids;
using Platform.StateVersions;
using Platform.StateVersions.Intake;
using Platform.Workspaces;

namespace Platform.UnitTests.StateVersions.Intake;

public sealed class StateRulesTests
{
    private const string Same = "00000000000000000000000000000000";
    private const string Other = "11111111111111111111111111111111";
    private static readonly UserId Writer = UserId.New();

    [Theory]
    [InlineData(6, "a", Other, false, nameof(VerdictKind.New))]
    [InlineData(99, "a", Same, false, nameof(VerdictKind.New))]
    [InlineData(5, "a", Same, false, nameof(VerdictKind.AlreadyCurrent))]
    [InlineData(5, "a", Same, true, nameof(VerdictKind.AlreadyCurrent))]
    [InlineData(5, "a", Other, false, nameof(VerdictKind.Refused))]
    [InlineData(5, "a", Other, true, nameof(VerdictKind.New))]
    [InlineData(4, "a", Other, false, nameof(VerdictKind.Refused))]
    [InlineData(4, "a", Same, false, nameof(VerdictKind.Refused))]
    [InlineData(0, "a", Other, true, nameof(VerdictKind.New))]
    [InlineData(6, "b", Other, false, nameof(VerdictKind.Refused))]
    [InlineData(6, "b", Other, true, nameof(VerdictKind.New))]
    [InlineData(6, null, Other, false, nameof(VerdictKind.New))]
    [InlineData(6, "", Other, false, nameof(VerdictKind.New))]
    public void A_state_is_compared_with_serial_5_of_lineage_a(long serial, string? lineage, string md5, bool forced, string expected)
    {
        var current = new StateVersion
        {
            Id = StateVersionId.New(),
            OrganizationId = OrganizationId.New(),
            WorkspaceId = WorkspaceId.New(),
            Serial = 5,
            Lineage = "a",
            Md5 = Same,
            CreatedAt = default,
        };

        Assert.Equal(expected, StateRules.Compare(current, serial, lineage, md5, forced).Kind.ToString());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(1000, true)]
    public void The_first_state_may_have_any_serial(long serial, bool forced) =>
        Assert.Equal(VerdictKind.New, StateRules.Compare(null, serial, "a", Same, forced).Kind);

    [Fact]
    public void An_unlocked_workspace_takes_states() => Assert.Null(StateRules.CheckLock(Workspace(null, null), Writer));

    [Fact]
    public void Ones_own_lock_does_not_stand_in_the_way() => Assert.Null(StateRules.CheckLock(Workspace(Writer, null), Writer));

    [Fact]
    public void Somebody_elses_lock_does() => Assert.Contains("locked", StateRules.CheckLock(Workspace(UserId.New(), null), Writer)?.Message);

    [Fact]
    public void A_lock_keeps_out_tokens_that_are_nobodys() => Assert.NotNull(StateRules.CheckLock(Workspace(Writer, null), null));

    [Fact]
    public void A_run_keeps_everybody_out() => Assert.NotNull(StateRules.CheckLock(Workspace(Writer, RunId.New()), Writer));

    private static Workspace Workspace(UserId? lockedBy, RunId? heldBy) => new()
    {
        Id = WorkspaceId.New(),
        OrganizationId = OrganizationId.New(),
        ProjectId = ProjectId.New(),
        Name = "w",
        NormalizedName = "w",
        LockedByUserId = lockedBy,
        HoldingRunId = heldBy,
        CreatedAt = default,
        UpdatedAt = default,
    };
}
