using System.Text.Json.Serialization;
using Platform.Contracts.Ids;
using Platform.Results;

namespace Platform.Organizations.Retention;

/// <summary>What a caller may say about a data retention policy; which of its two kinds is meant, the type of the resource says.</summary>
internal sealed record RetentionSettings
{
    /// <summary>A hundred years; more is meant as never.</summary>
    private const int MostDays = 36_500;

    private const string Days = "delete-older-than-n-days";

    public int? DeleteOlderThanNDays { get; init; }

    /// <summary>The same, as the vendor's documentation writes it in its examples.</summary>
    [JsonPropertyName("deleteOlderThanNDays")]
    public int? DaysAsDocumented { get; init; }

    /// <summary>Sets the policy, in the place of one that is there.</summary>
    public Refusal? Set(IRetentionTarget target, string? type)
    {
        var days = DeleteOlderThanNDays ?? DaysAsDocumented;
        switch (type)
        {
            case DataRetentionPolicyDocument.DontDelete:
                days = null;
                break;
            case DataRetentionPolicyDocument.DeleteOlder when days is null:
                return Refusal.Invalid($"Say in {Days} after how many days data is deleted.", Days);
            case DataRetentionPolicyDocument.DeleteOlder when days is < 1 or > MostDays:
                return Refusal.Invalid($"{Days} must be a whole number from 1 to {MostDays}.", Days);
            case DataRetentionPolicyDocument.DeleteOlder:
                break;
            default:
                return new Refusal(
                    RefusalKind.Invalid, $"The type must be {DataRetentionPolicyDocument.DeleteOlder} or {DataRetentionPolicyDocument.DontDelete}.", "/data/type");
        }

        (target.RetentionPolicyId, target.RetentionDays) = (DataRetentionPolicyId.New(), days);
        return null;
    }

    /// <summary>Leaves the target without a policy of its own; that there was none is no fault.</summary>
    public static Refusal? Remove(IRetentionTarget target)
    {
        (target.RetentionPolicyId, target.RetentionDays) = (null, null);
        return null;
    }

    /// <summary>Changes what is said of the policy that is there; one of the other type takes its place.</summary>
    public Refusal? Change(IRetentionTarget target, string? type)
    {
        if (target.RetentionPolicyId is not { } id)
        {
            return DataRetentionPolicyDocument.Missing;
        }

        var before = DataRetentionPolicyDocument.TypeOf(target);
        if (string.IsNullOrEmpty(type) || type == before)
        {
            var unchanged = DeleteOlderThanNDays is null && DaysAsDocumented is null;
            var refusal = unchanged ? null : Set(target, before);
            target.RetentionPolicyId = id;
            return refusal;
        }

        return Set(target, type);
    }
}
