namespace Platform.IntegrationTests.Compatibility;

/// <summary>Names a row of docs/compatibility.md: a command, and what is special about this way of calling it.</summary>
/// <param name="Section">The table it is in.</param>
/// <param name="Command">What a person would type, or does.</param>
public sealed record Row(string Section, string Command);
