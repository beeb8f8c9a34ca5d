ALTER TABLE "Organizations" ADD COLUMN "RetentionPolicyId" character varying(64);
ALTER TABLE "Organizations" ADD COLUMN "RetentionDays" integer;
ALTER TABLE "Workspaces" ADD COLUMN "RetentionPolicyId" character varying(64);
ALTER TABLE "Workspaces" ADD COLUMN "RetentionDays" integer;
ALTER TABLE "StateVersions" ADD COLUMN "UnusedSince" timestamp with time zone;
ALTER TABLE "StateVersions" ADD COLUMN "SoftDeletedAt" timestamp with time zone;
ALTER TABLE "ConfigurationVersions" ADD COLUMN "UnusedSince" timestamp with time zone;
ALTER TABLE "ConfigurationVersions" ADD COLUMN "SoftDeletedAt" timestamp with time zone;

CREATE INDEX "IX_StateVersions_SoftDeletedAt" ON "StateVersions" ("SoftDeletedAt") WHERE "SoftDeletedAt" IS NOT NULL;
CREATE INDEX "IX_ConfigurationVersions_SoftDeletedAt" ON "ConfigurationVersions" ("SoftDeletedAt") WHERE "SoftDeletedAt" IS NOT NULL;
CREATE INDEX "IX_ConfigurationVersions_WorkspaceId_Status_CreatedAt" ON "ConfigurationVersions" ("WorkspaceId", "Status", "CreatedAt");
CREATE INDEX "IX_Runs_ConfigurationVersionId" ON "Runs" ("ConfigurationVersionId");

-- Each state and configuration was replaced when the next one came. What has none after it keeps no time, and gets no older.
UPDATE "StateVersions" SET "UnusedSince" = n."Next" FROM (
    SELECT "Id", LEAD("FinalizedAt") OVER (PARTITION BY "WorkspaceId" ORDER BY "FinalizedAt") AS "Next"
    FROM "StateVersions" WHERE "Status" = 'Finalized' AND "FinalizedAt" IS NOT NULL) AS n
WHERE n."Id" = "StateVersions"."Id" AND n."Next" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "Workspaces" w WHERE w."Id" = "StateVersions"."WorkspaceId" AND w."CurrentStateVersionId" = "StateVersions"."Id");

UPDATE "ConfigurationVersions" SET "UnusedSince" = n."Next" FROM (
    SELECT "Id", LEAD("UploadedAt") OVER (PARTITION BY "WorkspaceId" ORDER BY "UploadedAt") AS "Next"
    FROM "ConfigurationVersions" WHERE "Status" = 'Uploaded' AND "UploadedAt" IS NOT NULL AND NOT "Speculative" AND NOT "Provisional") AS n
WHERE n."Id" = "ConfigurationVersions"."Id" AND n."Next" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "Workspaces" w WHERE w."Id" = "ConfigurationVersions"."WorkspaceId" AND w."CurrentConfigurationVersionId" = "ConfigurationVersions"."Id");
