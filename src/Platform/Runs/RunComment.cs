using Platform.JsonApi;
using Platform.Results;

namespace Platform.Runs;

/// <summary>What an action on a run may carry.</summary>
public sealed class RunComment
{
    public string? Comment { get; init; }

    internal static Refusal? Check(string? comment) => AttributeText.Check(comment ?? "", RunEvent.LongestComment, "comment");
}
