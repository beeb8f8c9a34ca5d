namespace Platform.Persistence;

/// <summary>A row that decides what somebody may do. A change of one raises <see cref="AccessRevision"/> in the same transaction.</summary>
/// <remarks>The change tracker must see the change: not <c>ExecuteUpdate</c> and <c>ExecuteDelete</c>.</remarks>
public interface IDecidesAccess;
