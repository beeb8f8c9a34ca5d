using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.UnitTests.Audit;

public sealed partial class AuditedEntitiesTests
{
    [Fact]
    public void Every_kind_of_row_is_told_of_or_left_out_for_a_reason()
    {
        using var db = new PlatformDbContext(new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite("Data Source=:memory:").Options);
        var all = db.Model.GetEntityTypes().Select(entity => entity.ClrType).ToList();
        var known = AuditedEntities.All.Keys.Concat(AuditedEntities.LeftOut.Keys).ToList();

        Assert.True(all.Count > 30);
        Assert.True(
            all.Except(known).FirstOrDefault() is not { } missing,
            $"Say in {nameof(AuditedEntities)} how changes of {all.Except(known).FirstOrDefault()?.Name} read in the audit trail, or why they are left out.");
        Assert.Empty(known.Except(all));
        Assert.Equal(known.Count, known.Distinct().Count());
        Assert.All(AuditedEntities.All, pair =>
        {
            var properties = db.Model.FindEntityType(pair.Key)!.GetProperties().Select(property => property.Name).ToList();
            Assert.Empty(pair.Value.Secret.Except(properties));
            Assert.Empty(pair.Value.LeftOut.Except(AuditedEntities.OfEveryRow).Except(properties));
            Assert.True(pair.Value.IdProperty is null || properties.Contains(pair.Value.IdProperty), pair.Key.Name);
        });
    }

    /// <summary>Statements that pass by the tracker, and so by the trail: each with why that is no loss.</summary>
    private static readonly Dictionary<string, string> Unseen = new()
    {
        ["Agents/Workers/NodePresence.cs"] = "which servers live",
        ["Audit/RemoveOldEntries.cs"] = "the trail itself",
        ["Blobs/DeleteUnwantedBlobs.cs"] = "a note of what is to be swept",
        ["ConfigurationVersions/AdoptConfiguration.cs"] = "since when a configuration is out of use",
        ["ConfigurationVersions/UploadConfiguration.cs"] = "when an upload began",
        ["Identity/Login/AllowLogin.cs"] = "codes that are over",
        ["Identity/Login/RedeemCode.cs"] = "a code is used up; its token is told of",
        ["Identity/SignIn/CreateSignInLink.cs"] = "links that are over",
        ["Identity/SignIn/UseSignInLink.cs"] = "a link is used up; the sign-in is told of",
        ["Identity/Tokens/RunTokens.cs"] = "tokens of a run's phase",
        ["Identity/Tokens/TokenUse.cs"] = "when a token was last used",
        ["Organizations/DeleteOrganization.cs"] = "goes with the organization, which is told of",
        ["Persistence/DatabaseMigrator.cs"] = "no rows",
        ["Persistence/PlatformDbContext.cs"] = "how often rights were changed; each change is told of",
        ["Runs/EndRun.cs"] = "counts of runs",
        ["Runs/Logs/ArchiveLogs.cs"] = "what a run printed",
        ["Runs/Logs/LogArchive.cs"] = "what a run printed",
        ["Runs/Phases/ClaimJob.cs"] = "a run's own history",
        ["Runs/Phases/Heartbeat.cs"] = "a run's own history",
        ["Runs/Phases/LoseJob.cs"] = "what a run printed",
        ["Secrets/DataKeys.cs"] = "a data key is made by itself at its first use",
        ["StateVersions/BackingData/StateData.cs"] = "outputs go with their state, which is told of",
        ["StateVersions/Intake/FinalizeState.cs"] = "announced states that another one came before",
        ["StateVersions/Intake/StoreState.cs"] = "whether a state has a JSON form",
    };

    [Fact]
    public void Statements_that_pass_by_the_trail_are_known()
    {
        var root = Path.Combine(Repository.Root, "src", "Platform");
        var found = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && Statement().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(root, file));

        Assert.Equal(Unseen.Keys.Order(), found.Order());
    }

    [GeneratedRegex(@"\.Execute(Update|Delete|Sql)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();
}
