using System.Text.Json;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Workspaces;

namespace Platform.UnitTests.Workspaces;

public sealed class WorkspaceSettingsTests
{
    [Theory]
    [InlineData("""{"name":"a b"}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"description":"a\u0000b"}""", "description")]
    [InlineData("""{"working-directory":"/etc"}""", "working-directory")]
    [InlineData("""{"working-directory":"a/../../b"}""", "working-directory")]
    [InlineData("""{"working-directory":"a\\..\\b"}""", "working-directory")]
    [InlineData("""{"terraform-version":"banana"}""", "terraform-version")]
    [InlineData("""{"execution-mode":"sideways"}""", "execution-mode")]
    [InlineData("""{"execution-mode":"agent"}""", "execution-mode")]
    [InlineData("""{"tool":"pulumi"}""", "tool")]
    public void A_bad_setting_is_refused_at_its_attribute_and_nothing_is_set(string json, string attribute)
    {
        var workspace = NewWorkspace();

        var refusal = Read(json.Replace("}", ""","auto-apply":true}""", StringComparison.Ordinal)).ApplyTo(workspace, null);

        Assert.Equal($"/data/attributes/{attribute}", refusal?.Pointer);
        Assert.False(workspace.AutoApply);
    }

    [Fact]
    public void What_was_not_sent_stays_and_what_may_not_be_set_has_no_effect()
    {
        var workspace = NewWorkspace();
        workspace.Description = "kept";
        var id = workspace.Id;

        var refusal = Read("""{"id":"ws-x","locked":true,"organization-id":"org-x","resource-count":5,"auto-apply":true,"queue-all-runs":null}""").ApplyTo(workspace, null);

        Assert.Null(refusal);
        Assert.Equal(("kept", id, false, 0, true), (workspace.Description, workspace.Id, workspace.IsLocked, workspace.ResourceCount, workspace.AutoApply));
    }

    [Theory]
    [InlineData("infra", "infra")]
    [InlineData("./infra/", "infra")]
    [InlineData("a/b/", "a/b")]
    [InlineData(".", "")]
    [InlineData("", "")]
    public void A_working_directory_is_stored_without_ornaments(string sent, string stored)
    {
        var workspace = NewWorkspace();

        Assert.Null(new WorkspaceSettings { WorkingDirectory = new Optional<string?>(true, sent) }.ApplyTo(workspace, null));

        Assert.Equal(stored, workspace.WorkingDirectory);
    }

    [Theory]
    [InlineData(ToolName.Tofu, ToolName.Tofu)]
    [InlineData(ToolName.Terraform, ToolName.Terraform)]
    [InlineData(null, ToolName.Tofu)]
    public void A_version_is_a_version_of_the_engine_that_sends_it(ToolName? client, ToolName expected)
    {
        var workspace = NewWorkspace();
        workspace.Tool = ToolName.Tofu;

        Assert.Null(Read("""{"terraform-version":"1.11.4"}""").ApplyTo(workspace, client));

        Assert.Equal((expected, "1.11.4"), (workspace.Tool, workspace.ToolVersion));
    }

    [Fact]
    public void Operations_false_means_local_execution_unless_the_mode_is_said_too()
    {
        var workspace = NewWorkspace();

        Assert.Null(Read("""{"operations":false}""").ApplyTo(workspace, null));
        Assert.Equal(ExecutionMode.Local, workspace.ExecutionMode);

        Assert.Null(Read("""{"operations":false,"execution-mode":"remote"}""").ApplyTo(workspace, null));
        Assert.Equal(ExecutionMode.Remote, workspace.ExecutionMode);
    }

    private static WorkspaceSettings Read(string json) => JsonSerializer.Deserialize<WorkspaceSettings>(json, JsonApiSerializer.Options)!;

    internal static Workspace NewWorkspace() => new()
    {
        Id = WorkspaceId.New(),
        OrganizationId = OrganizationId.New(),
        ProjectId = ProjectId.New(),
        Name = "ws1",
        NormalizedName = "ws1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
