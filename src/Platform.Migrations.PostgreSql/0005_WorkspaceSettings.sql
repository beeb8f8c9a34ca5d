ALTER TABLE "Workspaces" ADD COLUMN "FileTriggersEnabled" boolean NOT NULL DEFAULT TRUE;
ALTER TABLE "Workspaces" ADD COLUMN "TriggerPrefixes" text;
ALTER TABLE "Workspaces" ADD COLUMN "TriggerPatterns" text;
ALTER TABLE "Workspaces" ADD COLUMN "AutoApplyRunTrigger" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "Workspaces" ADD COLUMN "SourceName" character varying(200);
ALTER TABLE "Workspaces" ADD COLUMN "SourceUrl" character varying(500);
ALTER TABLE "Workspaces" ADD COLUMN "EndedRuns" integer NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FailedRuns" integer NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FinishedPlans" integer NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "PlanMilliseconds" bigint NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "FinishedApplies" integer NOT NULL DEFAULT 0;
ALTER TABLE "Workspaces" ADD COLUMN "ApplyMilliseconds" bigint NOT NULL DEFAULT 0;

UPDATE "Workspaces" SET
    "EndedRuns" = (SELECT COUNT(*) FROM "Runs" r WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled')),
    "FailedRuns" = (SELECT COUNT(*) FROM "Runs" r WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" = 'Errored'),
    "FinishedPlans" = (SELECT COUNT(*) FROM "Runs" r JOIN "Plans" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished' AND p."StartedAt" IS NOT NULL AND p."EndedAt" IS NOT NULL),
    "PlanMilliseconds" = COALESCE((SELECT SUM(CAST(EXTRACT(EPOCH FROM p."EndedAt" - p."StartedAt") * 1000 AS bigint)) FROM "Runs" r JOIN "Plans" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished'), 0),
    "FinishedApplies" = (SELECT COUNT(*) FROM "Runs" r JOIN "Applies" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished' AND p."StartedAt" IS NOT NULL AND p."EndedAt" IS NOT NULL),
    "ApplyMilliseconds" = COALESCE((SELECT SUM(CAST(EXTRACT(EPOCH FROM p."EndedAt" - p."StartedAt") * 1000 AS bigint)) FROM "Runs" r JOIN "Applies" p ON p."RunId" = r."Id" WHERE r."WorkspaceId" = "Workspaces"."Id" AND r."Status" IN ('Applied', 'PlannedAndFinished', 'Discarded', 'Errored', 'Canceled', 'ForceCanceled') AND p."Status" = 'Finished'), 0);
