using System.Collections;

namespace Platform.StateVersions.Intake;

/// <summary>The outputs of a state, as many and as much of them as is shown beside it.</summary>
/// <remarks>A state is never refused for its outputs, which nobody could repair. What is too large for a page or a document is only in the state itself.</remarks>
internal sealed class OutputList : IReadOnlyList<StateOutput>
{
    /// <summary>Most bytes of one value that are kept.</summary>
    public const int LargestValue = 1024 * 1024;

    /// <summary>Most bytes of all values that are kept.</summary>
    public const int LargestSum = 16 * LargestValue;

    /// <summary>Most outputs that are listed.</summary>
    public const int MostListed = 10_000;

    // A type names every attribute of an object, and is small beside the value all the same.
    private const int LargestType = 64 * 1024;

    private readonly List<StateOutput> _outputs = [];
    private long _bytes;

    public int Count => _outputs.Count;

    public StateOutput this[int index] => _outputs[index];

    public void Add(StateOutput output)
    {
        if (_outputs.Count == MostListed)
        {
            return;
        }

        if (output.TypeJson?.Length > LargestType)
        {
            output = output with { TypeJson = null };
        }

        _bytes += output.TypeJson?.Length ?? 0;
        if (output.ValueJson?.Length > LargestValue || _bytes + output.ValueJson?.Length > LargestSum)
        {
            output = output with { ValueJson = null };
        }

        _bytes += output.ValueJson?.Length ?? 0;
        _outputs.Add(output);
    }

    public IEnumerator<StateOutput> GetEnumerator() => _outputs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
