ALTER TABLE "Organizations" ADD COLUMN "DefaultExecutionMode" TEXT NOT NULL DEFAULT 'Remote';
ALTER TABLE "Projects" ADD COLUMN "DefaultExecutionMode" TEXT NULL;
ALTER TABLE "Workspaces" ADD COLUMN "OverwritesExecutionMode" INTEGER NOT NULL DEFAULT 0;
UPDATE "Workspaces" SET "OverwritesExecutionMode" = 1 WHERE "ExecutionMode" <> 'Remote';

CREATE TABLE "ProjectTags" (
    "ProjectId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "OrganizationId" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "PK_ProjectTags" PRIMARY KEY ("ProjectId", "Key"),
    CONSTRAINT "FK_ProjectTags_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE
);
CREATE INDEX "IX_ProjectTags_OrganizationId_Key_Value" ON "ProjectTags" ("OrganizationId", "Key", "Value");
