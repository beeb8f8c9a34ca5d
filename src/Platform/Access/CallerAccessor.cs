namespace Platform.Access;

/// <summary>Holds the caller of the current scope. Authentication sets it for a request, a page for each of its actions, a background job for itself.</summary>
public sealed class CallerAccessor
{
    public Caller Caller { get; set; } = Caller.Anonymous;
}
