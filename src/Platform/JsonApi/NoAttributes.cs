namespace Platform.JsonApi;

/// <summary>For members of a relationship of which only the id counts.</summary>
internal sealed class NoAttributes;
