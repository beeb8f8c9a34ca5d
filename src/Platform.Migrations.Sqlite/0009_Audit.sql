CREATE TABLE "AuditEntries" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_AuditEntries" PRIMARY KEY,
    "At" INTEGER NOT NULL,
    "OrganizationId" TEXT NULL,
    "ProjectId" TEXT NULL,
    "WorkspaceId" TEXT NULL,
    "ActorKind" TEXT NOT NULL,
    "ActorId" TEXT NULL,
    "ActorName" TEXT NULL,
    "TokenId" TEXT NULL,
    "TeamId" TEXT NULL,
    "RunId" TEXT NULL,
    "Address" TEXT NULL,
    "RequestId" TEXT NULL,
    "Action" TEXT NOT NULL,
    "ResourceType" TEXT NOT NULL,
    "ResourceId" TEXT NULL,
    "Outcome" TEXT NOT NULL,
    "Reason" TEXT NULL,
    "Count" INTEGER NOT NULL,
    "Changes" TEXT NULL,
    "Mac" BLOB NOT NULL,
    "Sequence" INTEGER NULL,
    "Hash" BLOB NULL
);
CREATE TABLE "AuditHeads" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AuditHeads" PRIMARY KEY,
    "Sequence" INTEGER NOT NULL,
    "Hash" BLOB NOT NULL,
    "RemovedSequence" INTEGER NOT NULL,
    "RemovedHash" BLOB NOT NULL,
    "Mac" BLOB NOT NULL,
    "Revision" INTEGER NOT NULL
);
CREATE INDEX "IX_AuditEntries_At" ON "AuditEntries" ("At");
CREATE INDEX "IX_AuditEntries_At_Id" ON "AuditEntries" ("At", "Id") WHERE "Sequence" IS NULL;
CREATE INDEX "IX_AuditEntries_OrganizationId_ActorId_At" ON "AuditEntries" ("OrganizationId", "ActorId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_At" ON "AuditEntries" ("OrganizationId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_ResourceId_At" ON "AuditEntries" ("OrganizationId", "ResourceId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_Sequence" ON "AuditEntries" ("OrganizationId", "Sequence");
CREATE UNIQUE INDEX "IX_AuditEntries_Sequence" ON "AuditEntries" ("Sequence");

-- What is sealed stays as it is, and goes only from the beginning once the head says so.
CREATE TRIGGER "AuditEntries_stay" BEFORE UPDATE ON "AuditEntries" WHEN OLD."Sequence" IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail cannot be changed'); END;
CREATE TRIGGER "AuditEntries_remain" BEFORE DELETE ON "AuditEntries"
WHEN OLD."Sequence" IS NULL OR OLD."Sequence" > coalesce((SELECT "RemovedSequence" FROM "AuditHeads" WHERE "Id" = 1), 0)
BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail cannot be removed'); END;
