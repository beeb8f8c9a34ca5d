using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Platform.Contracts.Ids;

// One line of identity each; the prefixes are the customary ones of the wire. Minimal APIs bind only a TryParse that the type itself declares.

/// <summary>Identifies an organization.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<OrganizationId>)), TypeConverter(typeof(ResourceIdTypeConverter<OrganizationId>))]
public readonly record struct OrganizationId(string Value) : IResourceId<OrganizationId>
{
    public static string Prefix => "org";
    public static OrganizationId Wrap(string value) => new(value);
    public static OrganizationId New() => ResourceId.New<OrganizationId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrganizationId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a project.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<ProjectId>)), TypeConverter(typeof(ResourceIdTypeConverter<ProjectId>))]
public readonly record struct ProjectId(string Value) : IResourceId<ProjectId>
{
    public static string Prefix => "prj";
    public static ProjectId Wrap(string value) => new(value);
    public static ProjectId New() => ResourceId.New<ProjectId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ProjectId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a workspace.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<WorkspaceId>)), TypeConverter(typeof(ResourceIdTypeConverter<WorkspaceId>))]
public readonly record struct WorkspaceId(string Value) : IResourceId<WorkspaceId>
{
    public static string Prefix => "ws";
    public static WorkspaceId Wrap(string value) => new(value);
    public static WorkspaceId New() => ResourceId.New<WorkspaceId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WorkspaceId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a variable.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<VariableId>)), TypeConverter(typeof(ResourceIdTypeConverter<VariableId>))]
public readonly record struct VariableId(string Value) : IResourceId<VariableId>
{
    public static string Prefix => "var";
    public static VariableId Wrap(string value) => new(value);
    public static VariableId New() => ResourceId.New<VariableId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out VariableId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a variable set.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<VariableSetId>)), TypeConverter(typeof(ResourceIdTypeConverter<VariableSetId>))]
public readonly record struct VariableSetId(string Value) : IResourceId<VariableSetId>
{
    public static string Prefix => "varset";
    public static VariableSetId Wrap(string value) => new(value);
    public static VariableSetId New() => ResourceId.New<VariableSetId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out VariableSetId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a configuration version.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<ConfigurationVersionId>)), TypeConverter(typeof(ResourceIdTypeConverter<ConfigurationVersionId>))]
public readonly record struct ConfigurationVersionId(string Value) : IResourceId<ConfigurationVersionId>
{
    public static string Prefix => "cv";
    public static ConfigurationVersionId Wrap(string value) => new(value);
    public static ConfigurationVersionId New() => ResourceId.New<ConfigurationVersionId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConfigurationVersionId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a run.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<RunId>)), TypeConverter(typeof(ResourceIdTypeConverter<RunId>))]
public readonly record struct RunId(string Value) : IResourceId<RunId>
{
    public static string Prefix => "run";
    public static RunId Wrap(string value) => new(value);
    public static RunId New() => ResourceId.New<RunId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RunId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies one event of a run's history.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<RunEventId>)), TypeConverter(typeof(ResourceIdTypeConverter<RunEventId>))]
public readonly record struct RunEventId(string Value) : IResourceId<RunEventId>
{
    public static string Prefix => "re";
    public static RunEventId Wrap(string value) => new(value);
    public static RunEventId New() => ResourceId.New<RunEventId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RunEventId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a run's plan.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<PlanId>)), TypeConverter(typeof(ResourceIdTypeConverter<PlanId>))]
public readonly record struct PlanId(string Value) : IResourceId<PlanId>
{
    public static string Prefix => "plan";
    public static PlanId Wrap(string value) => new(value);
    public static PlanId New() => ResourceId.New<PlanId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlanId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a run's apply.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<ApplyId>)), TypeConverter(typeof(ResourceIdTypeConverter<ApplyId>))]
public readonly record struct ApplyId(string Value) : IResourceId<ApplyId>
{
    public static string Prefix => "apply";
    public static ApplyId Wrap(string value) => new(value);
    public static ApplyId New() => ResourceId.New<ApplyId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApplyId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies the work of one phase, which one agent takes.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<JobId>)), TypeConverter(typeof(ResourceIdTypeConverter<JobId>))]
public readonly record struct JobId(string Value) : IResourceId<JobId>
{
    public static string Prefix => "job";
    public static JobId Wrap(string value) => new(value);
    public static JobId New() => ResourceId.New<JobId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a state version.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<StateVersionId>)), TypeConverter(typeof(ResourceIdTypeConverter<StateVersionId>))]
public readonly record struct StateVersionId(string Value) : IResourceId<StateVersionId>
{
    public static string Prefix => "sv";
    public static StateVersionId Wrap(string value) => new(value);
    public static StateVersionId New() => ResourceId.New<StateVersionId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StateVersionId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies one output of a state version.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<StateVersionOutputId>)), TypeConverter(typeof(ResourceIdTypeConverter<StateVersionOutputId>))]
public readonly record struct StateVersionOutputId(string Value) : IResourceId<StateVersionOutputId>
{
    public static string Prefix => "wsout";
    public static StateVersionOutputId Wrap(string value) => new(value);
    public static StateVersionOutputId New() => ResourceId.New<StateVersionOutputId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StateVersionOutputId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a user.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<UserId>)), TypeConverter(typeof(ResourceIdTypeConverter<UserId>))]
public readonly record struct UserId(string Value) : IResourceId<UserId>
{
    public static string Prefix => "user";
    public static UserId Wrap(string value) => new(value);
    public static UserId New() => ResourceId.New<UserId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies an API token.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<ApiTokenId>)), TypeConverter(typeof(ResourceIdTypeConverter<ApiTokenId>))]
public readonly record struct ApiTokenId(string Value) : IResourceId<ApiTokenId>
{
    public static string Prefix => "at";
    public static ApiTokenId Wrap(string value) => new(value);
    public static ApiTokenId New() => ResourceId.New<ApiTokenId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApiTokenId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies an access grant.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<AccessGrantId>)), TypeConverter(typeof(ResourceIdTypeConverter<AccessGrantId>))]
public readonly record struct AccessGrantId(string Value) : IResourceId<AccessGrantId>
{
    public static string Prefix => "grant";
    public static AccessGrantId Wrap(string value) => new(value);
    public static AccessGrantId New() => ResourceId.New<AccessGrantId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccessGrantId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a comment on a run.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<CommentId>)), TypeConverter(typeof(ResourceIdTypeConverter<CommentId>))]
public readonly record struct CommentId(string Value) : IResourceId<CommentId>
{
    public static string Prefix => "wsc";
    public static CommentId Wrap(string value) => new(value);
    public static CommentId New() => ResourceId.New<CommentId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommentId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a team.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<TeamId>)), TypeConverter(typeof(ResourceIdTypeConverter<TeamId>))]
public readonly record struct TeamId(string Value) : IResourceId<TeamId>
{
    public static string Prefix => "team";
    public static TeamId Wrap(string value) => new(value);
    public static TeamId New() => ResourceId.New<TeamId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TeamId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a person's membership in an organization.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<OrganizationMembershipId>)), TypeConverter(typeof(ResourceIdTypeConverter<OrganizationMembershipId>))]
public readonly record struct OrganizationMembershipId(string Value) : IResourceId<OrganizationMembershipId>
{
    public static string Prefix => "ou";
    public static OrganizationMembershipId Wrap(string value) => new(value);
    public static OrganizationMembershipId New() => ResourceId.New<OrganizationMembershipId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrganizationMembershipId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a team's access to a workspace.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<TeamWorkspaceAccessId>)), TypeConverter(typeof(ResourceIdTypeConverter<TeamWorkspaceAccessId>))]
public readonly record struct TeamWorkspaceAccessId(string Value) : IResourceId<TeamWorkspaceAccessId>
{
    public static string Prefix => "tws";
    public static TeamWorkspaceAccessId Wrap(string value) => new(value);
    public static TeamWorkspaceAccessId New() => ResourceId.New<TeamWorkspaceAccessId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TeamWorkspaceAccessId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a team's access to a project.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<TeamProjectAccessId>)), TypeConverter(typeof(ResourceIdTypeConverter<TeamProjectAccessId>))]
public readonly record struct TeamProjectAccessId(string Value) : IResourceId<TeamProjectAccessId>
{
    public static string Prefix => "tprj";
    public static TeamProjectAccessId Wrap(string value) => new(value);
    public static TeamProjectAccessId New() => ResourceId.New<TeamProjectAccessId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TeamProjectAccessId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies an export of a plan.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<PlanExportId>)), TypeConverter(typeof(ResourceIdTypeConverter<PlanExportId>))]
public readonly record struct PlanExportId(string Value) : IResourceId<PlanExportId>
{
    public static string Prefix => "pe";
    public static PlanExportId Wrap(string value) => new(value);
    public static PlanExportId New() => ResourceId.New<PlanExportId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlanExportId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a data retention policy.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<DataRetentionPolicyId>)), TypeConverter(typeof(ResourceIdTypeConverter<DataRetentionPolicyId>))]
public readonly record struct DataRetentionPolicyId(string Value) : IResourceId<DataRetentionPolicyId>
{
    public static string Prefix => "drp";
    public static DataRetentionPolicyId Wrap(string value) => new(value);
    public static DataRetentionPolicyId New() => ResourceId.New<DataRetentionPolicyId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DataRetentionPolicyId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a role, one that is built in (<c>role-read</c>) or one that an organization made.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<RoleId>)), TypeConverter(typeof(ResourceIdTypeConverter<RoleId>))]
public readonly record struct RoleId(string Value) : IResourceId<RoleId>
{
    public static string Prefix => "role";
    public static RoleId Wrap(string value) => new(value);
    public static RoleId New() => ResourceId.New<RoleId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RoleId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}

/// <summary>Identifies a service account.</summary>
[JsonConverter(typeof(ResourceIdJsonConverter<ServiceAccountId>)), TypeConverter(typeof(ResourceIdTypeConverter<ServiceAccountId>))]
public readonly record struct ServiceAccountId(string Value) : IResourceId<ServiceAccountId>
{
    public static string Prefix => "sa";
    public static ServiceAccountId Wrap(string value) => new(value);
    public static ServiceAccountId New() => ResourceId.New<ServiceAccountId>();
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ServiceAccountId result) => ResourceId.TryParse(s, out result);
    public override string ToString() => Value;
}
