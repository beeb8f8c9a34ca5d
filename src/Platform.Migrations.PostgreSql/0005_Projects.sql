ALTER TABLE "Organizations" ADD COLUMN "DefaultExecutionMode" character varying(40) NOT NULL DEFAULT 'Remote';
ALTER TABLE "Projects" ADD COLUMN "DefaultExecutionMode" character varying(40);
ALTER TABLE "Workspaces" ADD COLUMN "OverwritesExecutionMode" boolean NOT NULL DEFAULT FALSE;
UPDATE "Workspaces" SET "OverwritesExecutionMode" = TRUE WHERE "ExecutionMode" <> 'Remote';

CREATE TABLE "ProjectTags" (
    "ProjectId" character varying(64) NOT NULL,
    "Key" character varying(128) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "Value" character varying(256) NOT NULL,
    CONSTRAINT "PK_ProjectTags" PRIMARY KEY ("ProjectId", "Key"),
    CONSTRAINT "FK_ProjectTags_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE
);
CREATE INDEX "IX_ProjectTags_OrganizationId_Key_Value" ON "ProjectTags" ("OrganizationId", "Key", "Value");
