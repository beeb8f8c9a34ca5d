namespace Platform.Agents.Workers;

/// <summary>Numbers agents so that no two living ones share one; small ones are used again.</summary>
internal sealed class AgentNumbers
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _returned = [];
    private int _next;

    public int Take()
    {
        lock (_gate)
        {
            if (_returned.Count == 0)
            {
                return _next++;
            }

            var number = _returned.Min;
            _returned.Remove(number);
            return number;
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
