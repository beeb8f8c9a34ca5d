namespace Platform.Runs.Exports.Mocks;

/// <summary>Reads the address of a module in the address of a resource.</summary>
internal static class ModuleAddress
{
    private const string Keyword = "module.";

    /// <summary><c>module.a["x.y"].module.b</c> of <c>module.a["x.y"].module.b.null_resource.c[0]</c>; empty for a resource of the root module.</summary>
    public static string Of(string resourceAddress)
    {
        var end = 0;
        while (resourceAddress.AsSpan(end).StartsWith(Keyword))
        {
            var position = end + Keyword.Length;
            while (position < resourceAddress.Length && resourceAddress[position] is not ('.' or '['))
            {
                position++;
            }

            position = AfterIndex(resourceAddress, position);
            if (position >= resourceAddress.Length || resourceAddress[position] != '.')
            {
                break;
            }

            end = position + 1;
        }

        return end == 0 ? "" : resourceAddress[..(end - 1)];
    }

    /// <summary>The position after <c>[…]</c>, whose text may hold brackets, dots and escaped quotes.</summary>
    private static int AfterIndex(string address, int position)
    {
        if (position >= address.Length || address[position] != '[')
        {
            return position;
        }

        var isQuoted = false;
        for (position++; position < address.Length; position++)
        {
            switch (address[position])
            {
                case '\\' when isQuoted:
                    position++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ']' when !isQuoted:
                    return position + 1;
            }
        }

        return position;
    }
}
