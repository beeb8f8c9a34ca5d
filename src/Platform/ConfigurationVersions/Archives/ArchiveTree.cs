namespace Platform.ConfigurationVersions.Archives;

/// <summary>The files, folders and links of an archive, as they will lie in a folder, and whether all of them stay in it.</summary>
/// <remarks>
/// No entry may pass through a link or take a link's place, so the order of unpacking does not matter and every link can be followed once
/// all are known: links may point at what comes later, and chains of them may lead out though none does by itself.
/// </remarks>
internal sealed class ArchiveTree(int mostNodes)
{
    private const int LongestName = 4096;
    private const int LongestSegment = 255;

    /// <summary>As many links as Linux follows in one name; a longer chain, or a ring, cannot be opened.</summary>
    private const int MostHops = 40;

    /// <summary>Bounds the work that links through links can make of a small archive.</summary>
    private const int MostSteps = 20_000_000;

    private readonly Node _root = new(null, "") { Kind = TarEntryKind.Folder };
    private readonly List<Node> _links = [];
    private int _nodes;
    private int _steps;

    public void Add(TarEntry entry)
    {
        var shown = ArchiveRefusedException.Show(entry.Name);
        if (entry.Name.StartsWith('/'))
        {
            throw ArchiveRefusedException.Because($"The archive holds an absolute name, {shown}; names must be relative to the configuration's folder.");
        }

        if (entry.Name.Length > LongestName || entry.LinkTarget.Length > LongestName)
        {
            throw ArchiveRefusedException.Because($"The archive holds a name of more than {LongestName} bytes, {shown}.");
        }

        var segments = Segments(entry.Name);
        if (segments.Contains(".."))
        {
            throw ArchiveRefusedException.Because($"The archive holds a name with \"..\", {shown}, which could lead out of the configuration's folder.");
        }

        var node = _root;
        for (var i = 0; i < segments.Length; i++)
        {
            node = Step(node, segments[i], i == segments.Length - 1 ? entry.Kind : TarEntryKind.Folder, shown);
        }

        if (node == _root && entry.Kind != TarEntryKind.Folder)
        {
            throw ArchiveRefusedException.Because("The archive holds a file without a name.");
        }

        if (entry.Kind == TarEntryKind.SymbolicLink)
        {
            if (entry.LinkTarget.Length == 0)
            {
                throw ArchiveRefusedException.Because($"The symbolic link {shown} has no target.");
            }

            node.LinkTarget = entry.LinkTarget;
            _links.Add(node);
        }
    }

    /// <summary>Follows every link; to be called when all entries are added.</summary>
    public void CheckLinks()
    {
        foreach (var link in _links)
        {
            if (!StaysInside(link))
            {
                throw ArchiveRefusedException.Because(
                    $"The symbolic link {ArchiveRefusedException.Show(link.Path)} leads out of the configuration's folder, to {ArchiveRefusedException.Show(link.LinkTarget!)}.");
            }
        }
    }

    private static string[] Segments(string name) => [.. name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".")];

    private Node Step(Node folder, string segment, TarEntryKind kind, string shown)
    {
        if (segment.Length > LongestSegment)
        {
            throw ArchiveRefusedException.Because($"The archive holds a file name of more than {LongestSegment} bytes, {shown}.");
        }

        if (!folder.Children.TryGetValue(segment, out var node))
        {
            if (++_nodes > mostNodes)
            {
                throw ArchiveRefusedException.Because($"The archive holds more than {mostNodes} files and folders; exclude some with .terraformignore.");
            }

            folder.Children.Add(segment, node = new Node(folder, segment) { Kind = kind });
            return node;
        }

        // A file or folder that comes again replaces itself; anything else could mean two things.
        if (node.Kind != kind || kind == TarEntryKind.SymbolicLink)
        {
            throw ArchiveRefusedException.Because($"The archive holds {shown} more than once, or below something that is no folder.");
        }

        return node;
    }

    private bool StaysInside(Node link)
    {
        // What is still to walk, next segment on top. "Missing" counts folders below the tree that the archive does not have.
        var toWalk = new Stack<string>(Segments(link.LinkTarget!).Reverse());
        if (link.LinkTarget!.StartsWith('/'))
        {
            return false;
        }

        var (place, missing, hops) = (link.Parent!, 0, 0);
        while (toWalk.TryPop(out var segment))
        {
            if (++_steps > MostSteps)
            {
                throw ArchiveRefusedException.Because("The archive's symbolic links lead through each other too often to be followed; remove some.");
            }

            if (segment == "..")
            {
                if (missing > 0)
                {
                    missing--;
                }
                else if (place.Parent is { } parent)
                {
                    place = parent;
                }
                else
                {
                    return false;
                }
            }
            else if (missing > 0 || !place.TryEnter(segment, out var next))
            {
                missing++;
            }
            else if (next.LinkTarget is not { } target)
            {
                place = next;
            }
            else if (target.StartsWith('/'))
            {
                return false;
            }
            else if (++hops > MostHops)
            {
                throw ArchiveRefusedException.Because($"The symbolic link {ArchiveRefusedException.Show(link.Path)} leads through more than {MostHops} links, or in a ring.");
            }
            else
            {
                foreach (var part in Segments(target).Reverse())
                {
                    toWalk.Push(part);
                }
            }
        }

        return true;
    }

    private sealed class Node(Node? parent, string name)
    {
        private Dictionary<string, Node>? _children;

        public Node? Parent => parent;
        public required TarEntryKind Kind { get; init; }
        public string? LinkTarget { get; set; }
        public Dictionary<string, Node> Children => _children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
        public string Path => parent?.Parent is null ? name : $"{parent.Path}/{name}";

        public bool TryEnter(string segment, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Node? child)
        {
            child = null;
            return _children is not null && _children.TryGetValue(segment, out child);
        }
    }
}
