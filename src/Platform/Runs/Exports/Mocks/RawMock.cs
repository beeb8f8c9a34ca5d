namespace Platform.Runs.Exports.Mocks;

/// <summary>The <c>raw</c> of the import tfplan/v2: the whole document in its own shape.</summary>
internal static class RawMock
{
    public static async Task WriteAsync(PlanReader plan, SentinelWriter text, PlanSecrets secrets, CancellationToken cancellationToken)
    {
        var redacted = new RedactedText(text, secrets);
        var lists = new Stack<bool>();
        text.Assign("raw");
        while (await plan.ReadAsync(cancellationToken))
        {
            if (plan.Name is { } name)
            {
                text.Key(name);
            }

            switch (plan.Part)
            {
                case PlanPart.Begin:
                    Begin(text, plan.IsList);
                    lists.Push(plan.IsList);
                    break;
                case PlanPart.End:
                    End(text, lists.Pop());
                    break;
                case PlanPart.Value:
                    Write(plan, text, redacted);
                    break;
            }

            await text.FlushAsync(cancellationToken);
        }
    }

    private static void Write(PlanReader plan, SentinelWriter text, RedactedText redacted)
    {
        if (plan is { Place: PlanPlace.Document, Name: "configuration" })
        {
            redacted.Configuration(plan.Value);
        }
        else if (plan.Place == PlanPlace.Variables)
        {
            text.BeginMap();
            text.Key("value");
            redacted.Variable(plan.Name!, plan.Value.Member("value"));
            text.EndMap();
        }
        else
        {
            redacted.Part(plan.Value);
        }
    }

    private static void Begin(SentinelWriter text, bool isList)
    {
        if (isList)
        {
            text.BeginList();
        }
        else
        {
            text.BeginMap();
        }
    }

    private static void End(SentinelWriter text, bool isList)
    {
        if (isList)
        {
            text.EndList();
        }
        else
        {
            text.EndMap();
        }
    }
}
