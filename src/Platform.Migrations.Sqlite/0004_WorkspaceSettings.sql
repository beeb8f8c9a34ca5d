ALTER TABLE "Workspaces" ADD COLUMN "FileTriggersEnabled" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "Workspaces" ADD COLUMN "TriggerPrefixes" TEXT NULL;
ALTER TABLE "Workspaces" ADD COLUMN "TriggerPatterns" TEXT NULL;
ALTER TABLE "Workspaces" ADD COLUMN "AutoApplyRunTrigger" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "SourceName" TEXT NULL;
ALTER TABLE "Workspaces" ADD COLUMN "SourceUrl" TEXT NULL;
ALTER TABLE "Workspaces" ADD COLUMN "EndedRuns" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FailedRuns" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FinishedPlans" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "PlanMilliseconds" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FinishedApplies" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "ApplyMilliseconds" INTEGER NOT NULL DEFAULT 0;

UPDATE "Workspaces" SET
    "EndedRuns" = (SELECT COUNT(*) FROM "Runs" r WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled')),
    "FailedRuns" = (SELECT COUNT(*) FROM "Runs" r WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" = 'Errored'),
    "FinishedPlans" = (SELECT COUNT(*) FROM "Runs" r JOIN "Plans" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished' AND p."StartedAt" IS NOT NULL AND p."EndedAt" IS NOT NULL),
    "PlanMilliseconds" = COALESCE((SELECT SUM((p."EndedAt" - p."StartedAt") / 10000) FROM "Runs" r JOIN "Plans" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished'), 0),
    "FinishedApplies" = (SELECT COUNT(*) FROM "Runs" r JOIN "Applies" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished' AND p."StartedAt" IS NOT NULL AND p."EndedAt" IS NOT NULL),
    "ApplyMilliseconds" = COALESCE((SELECT SUM((p."EndedAt" - p."StartedAt") / 10000) FROM "Runs" r JOIN "Applies" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished'), 0);
