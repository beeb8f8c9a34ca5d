using System.Text.RegularExpressions;
using Platform.Access;

namespace Platform.UnitTests.Access;

public sealed partial class PermissionTests
{
    private static readonly Permission[] All = Enum.GetValues<Permission>();

    [Fact]
    public void Every_permission_has_a_verb_of_its_own_that_reads_back()
    {
        Assert.Equal(All.Length, PermissionVerbs.All.Distinct(StringComparer.Ordinal).Count());
        Assert.All(All, permission =>
        {
            Assert.Matches(Verb(), PermissionVerbs.VerbOf(permission));
            Assert.True(PermissionVerbs.TryRead(PermissionVerbs.VerbOf(permission), out var read));
            Assert.Equal(permission, read);
        });
    }

    [Fact]
    public void What_a_newer_version_stored_is_passed_over() =>
        Assert.Equal([Permission.ReadRuns], PermissionVerbs.Read(["runs:read", "runs:teleport"]));

    [Fact]
    public void Every_permission_brings_what_it_is_worth_nothing_without()
    {
        Assert.All(All, permission => Assert.Contains(Permission.ReadOrganization, With(permission)));
        Assert.Equal(
            [Permission.ReadOrganization, Permission.ReadProjects, Permission.ReadWorkspace, Permission.ReadRuns, Permission.ApplyRuns],
            ImpliedPermissions.With([Permission.ApplyRuns]).Order());
        Assert.Contains(Permission.ReadStateOutputs, With(Permission.WriteState));
        Assert.DoesNotContain(Permission.ApplyRuns, With(Permission.QueueApplies));
    }

    [Fact]
    public void Built_in_roles_lack_nothing_that_their_permissions_imply() =>
        Assert.All(BuiltInRoles.All, role => Assert.Equal(
            ImpliedPermissions.With(BuiltInRoles.PermissionsOf(role)).Order(), BuiltInRoles.PermissionsOf(role).Order()));

    [Fact]
    public void A_planner_cannot_apply_an_approver_cannot_plan_and_an_auditor_changes_nothing_and_sees_no_state()
    {
        Assert.DoesNotContain(Permission.ApplyRuns, Of(BuiltInRole.Plan));
        Assert.Contains(Permission.ApplyRuns, Of(BuiltInRole.Approver));
        Assert.DoesNotContain(Permission.QueuePlans, Of(BuiltInRole.Approver));
        Assert.All(BuiltInRoles.PermissionsOf(BuiltInRole.Auditor), permission => Assert.StartsWith("Read", permission.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(Permission.ReadState, Of(BuiltInRole.Auditor));
        Assert.DoesNotContain(Permission.ReadStateOutputs, Of(BuiltInRole.Auditor));
    }

    [Fact]
    public void Built_in_roles_are_found_by_their_ids_and_no_other_id_is_one()
    {
        Assert.Equal("role-approver", BuiltInRoles.IdOf(BuiltInRole.Approver).Value);
        Assert.All(BuiltInRoles.All, role => Assert.Equal(role, BuiltInRoles.Find(BuiltInRoles.IdOf(role))));
        Assert.Null(BuiltInRoles.Find(new("role-owner")));
        Assert.Null(BuiltInRoles.Find(new("role-Admin")));
    }

    private static Permission[] With(Permission permission) => [.. ImpliedPermissions.With([permission])];

    private static Permission[] Of(BuiltInRole role) => [.. BuiltInRoles.PermissionsOf(role)];

    [GeneratedRegex("^[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Verb();
}
