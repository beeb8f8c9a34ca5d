CREATE TABLE "VariableSets" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_VariableSets" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "ProjectId" TEXT NULL,
    "Name" TEXT NOT NULL,
    "NormalizedName" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "IsGlobal" INTEGER NOT NULL,
    "IsPriority" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_VariableSets_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_VariableSets_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetVariables" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_VariableSetVariables" PRIMARY KEY,
    "VariableSetId" TEXT NOT NULL,
    "OrganizationId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Category" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "IsHcl" INTEGER NOT NULL,
    "IsSensitive" INTEGER NOT NULL,
    "EncryptedValue" BLOB NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_VariableSetVariables_VariableSets_VariableSetId" FOREIGN KEY ("VariableSetId") REFERENCES "VariableSets" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetWorkspaces" (
    "VariableSetId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    CONSTRAINT "PK_VariableSetWorkspaces" PRIMARY KEY ("VariableSetId", "WorkspaceId"),
    CONSTRAINT "FK_VariableSetWorkspaces_VariableSets_VariableSetId" FOREIGN KEY ("VariableSetId") REFERENCES "VariableSets" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_VariableSetWorkspaces_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetProjects" (
    "VariableSetId" TEXT NOT NULL,
    "ProjectId" TEXT NOT NULL,
    CONSTRAINT "PK_VariableSetProjects" PRIMARY KEY ("VariableSetId", "ProjectId"),
    CONSTRAINT "FK_VariableSetProjects_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_VariableSetProjects_VariableSets_VariableSetId" FOREIGN KEY ("VariableSetId") REFERENCES "VariableSets" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_VariableSets_OrganizationId" ON "VariableSets" ("OrganizationId");

CREATE UNIQUE INDEX "IX_VariableSets_OrganizationId_NormalizedName" ON "VariableSets" ("OrganizationId", "NormalizedName") WHERE "ProjectId" IS NULL;

CREATE UNIQUE INDEX "IX_VariableSets_ProjectId_NormalizedName" ON "VariableSets" ("ProjectId", "NormalizedName");

CREATE UNIQUE INDEX "IX_VariableSetVariables_VariableSetId_Category_Key" ON "VariableSetVariables" ("VariableSetId", "Category", "Key");

CREATE INDEX "IX_VariableSetWorkspaces_WorkspaceId" ON "VariableSetWorkspaces" ("WorkspaceId");

CREATE INDEX "IX_VariableSetProjects_ProjectId" ON "VariableSetProjects" ("ProjectId");

ALTER TABLE "Workspaces" ADD COLUMN "ProjectRemoteState" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "RemoteStateConsumers" (
    "WorkspaceId" TEXT NOT NULL,
    "ConsumerId" TEXT NOT NULL,
    CONSTRAINT "PK_RemoteStateConsumers" PRIMARY KEY ("WorkspaceId", "ConsumerId"),
    CONSTRAINT "FK_RemoteStateConsumers_Workspaces_ConsumerId" FOREIGN KEY ("ConsumerId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_RemoteStateConsumers_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_RemoteStateConsumers_ConsumerId" ON "RemoteStateConsumers" ("ConsumerId");

ALTER TABLE "Workspaces" ADD COLUMN "LockInfo" TEXT NULL;
