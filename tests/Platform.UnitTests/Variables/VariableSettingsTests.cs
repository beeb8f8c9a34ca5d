using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Results;
using Platform.Variables;

namespace Platform.UnitTests.Variables;

public sealed class VariableSettingsTests
{
    [Theory]
    [InlineData(VariableCategory.Terraform, "region")]
    [InlineData(VariableCategory.Terraform, "_x-1")]
    [InlineData(VariableCategory.Env, "TF_LOG")]
    [InlineData(VariableCategory.Env, "some.name-1")]
    public void A_proper_key_is_accepted(VariableCategory category, string key) => Assert.Null(Apply(Existing(category), new() { Key = Sent(key) }));

    [Theory]
    [InlineData(VariableCategory.Terraform, "")]
    [InlineData(VariableCategory.Terraform, "1st")]
    [InlineData(VariableCategory.Terraform, "a b")]
    [InlineData(VariableCategory.Terraform, "a\n")]
    [InlineData(VariableCategory.Env, "A=B")]
    [InlineData(VariableCategory.Env, "A B")]
    [InlineData(VariableCategory.Env, "A\0")]
    [InlineData(VariableCategory.Env, "A\n")]
    public void Any_other_key_is_refused(VariableCategory category, string key) =>
        Assert.Equal("/data/attributes/key", Apply(Existing(category), new() { Key = Sent(key) })?.Pointer);

    [Fact]
    public void A_sensitive_variable_stays_sensitive()
    {
        var variable = Existing(VariableCategory.Env);
        variable.IsSensitive = true;

        Assert.Equal("/data/attributes/sensitive", Apply(variable, new() { Sensitive = new Optional<bool?>(true, false) })?.Pointer);
        Assert.True(variable.IsSensitive);
    }

    [Fact]
    public void A_sensitive_variable_cannot_be_renamed_and_another_can()
    {
        var variable = Existing(VariableCategory.Env);
        Assert.Null(Apply(variable, new() { Key = Sent("OTHER"), Sensitive = new Optional<bool?>(true, true) }));

        Assert.Equal("/data/attributes/key", Apply(variable, new() { Key = Sent("THIRD") })?.Pointer);
        Assert.Equal("OTHER", variable.Key);
    }

    [Fact]
    public void A_category_cannot_be_changed() =>
        Assert.Equal("/data/attributes/category", Apply(Existing(VariableCategory.Env), new() { Category = Sent("terraform") })?.Pointer);

    [Fact]
    public void A_value_with_a_NUL_or_without_end_is_refused()
    {
        Assert.Equal("/data/attributes/value", Apply(Existing(VariableCategory.Env), new() { Value = Sent("a\0b") })?.Pointer);
        Assert.Equal("/data/attributes/value", Apply(Existing(VariableCategory.Env), new() { Value = Sent(new string('x', 256 * 1024 + 1)) })?.Pointer);
    }

    private static Optional<string?> Sent(string value) => new(true, value);

    private static Refusal? Apply(Variable variable, VariableSettings settings) => settings.ApplyTo(variable, isNew: false);

    private static Variable Existing(VariableCategory category) => new()
    {
        Id = VariableId.New(),
        OrganizationId = OrganizationId.New(),
        WorkspaceId = WorkspaceId.New(),
        Key = "KEY",
        Category = category,
        EncryptedValue = [],
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
