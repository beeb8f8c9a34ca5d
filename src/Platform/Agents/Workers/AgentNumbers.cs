namespace Platform.Agents.Workers;

/// <summary>Numbers agents so that no two living ones share one; small ones are used again.</summary>
internal sealed class AgentNumbers
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _returned = [];
    private int _next;

    /// <param name="occupied">Numbers that somebody else uses at this moment; they are looked at again the next time.</param>
    public int Take(IReadOnlySet<int> occupied)
    {
        lock (_gate)
        {
            for (; !_returned.Any(number => !occupied.Contains(number)); _next++)
            {
                _returned.Add(_next);
            }

            var free = _returned.First(number => !occupied.Contains(number));
            _returned.Remove(free);
            return free;
        }
    }

    public void Return(int number)
    {
        lock (_gate)
        {
            _returned.Add(number);
        }
    }
}
