namespace Platform.Results;

/// <summary>Why a caller's wish was not carried out: something the caller can cause and can mend.</summary>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Message">One plain sentence that says what is wrong and, where it helps, what to do.</param>
/// <param name="Pointer">JSON pointer to the attribute at fault, for example <c>/data/attributes/name</c>.</param>
public sealed record Refusal(RefusalKind Kind, string Message, string? Pointer = null)
{
    /// <summary>There is no such thing, or the caller may not see it: both read the same, so that ids cannot be probed.</summary>
    public static Refusal NotFound(string what) => new(RefusalKind.NotFound, $"There is no {what} that you may see.");

    /// <summary>The thing is in a state that does not allow this.</summary>
    public static Refusal Conflict(string message) => new(RefusalKind.Conflict, message);

    /// <summary>The request reads well and still cannot be right.</summary>
    public static Refusal Invalid(string message, string? attribute = null) =>
        new(RefusalKind.Invalid, message, attribute is null ? null : $"/data/attributes/{attribute}");

    /// <summary>The caller sees the thing but may not do this to it.</summary>
    public static Refusal Forbidden(string message) => new(RefusalKind.Forbidden, message);

    /// <summary>The request cannot be read.</summary>
    public static Refusal Malformed(string message) => new(RefusalKind.Malformed, message);

    /// <summary>The body is larger than the limit.</summary>
    public static Refusal TooLarge(string message) => new(RefusalKind.TooLarge, message);

    /// <summary>It was there and is over: a job that another agent holds, a link that was used.</summary>
    public static Refusal Gone(string message) => new(RefusalKind.Gone, message);
}

/// <summary>The kinds of refusal, each with one HTTP status.</summary>
public enum RefusalKind
{
    Malformed,
    Forbidden,
    NotFound,
    Conflict,
    Gone,
    TooLarge,
    Invalid,
}
