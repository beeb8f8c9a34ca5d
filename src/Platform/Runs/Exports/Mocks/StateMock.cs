namespace Platform.Runs.Exports.Mocks;

/// <summary>The import tfstate/v2: the state that the plan started from.</summary>
internal static class StateMock
{
    private const string PriorState = "prior_state";

    public static async Task WriteAsync(PlanReader plan, SentinelWriter text, PlanSecrets secrets, CancellationToken cancellationToken)
    {
        string? version = null;
        var collections = new StateCollections(text, new RedactedText(text, secrets), text.Assign);
        while (await plan.ReadAsync(cancellationToken))
        {
            if (plan.Section != PriorState)
            {
                continue;
            }

            collections.Write(plan);
            if (plan is { Part: PlanPart.Value, Place: PlanPlace.PriorState, Name: "terraform_version" })
            {
                version = plan.Value.GetString();
            }

            await text.FlushAsync(cancellationToken);
        }

        collections.End();
        text.Assign("terraform_version");
        text.String(version);
    }
}
