CREATE TABLE "VariableSets" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "ProjectId" character varying(64),
    "Name" character varying(90) NOT NULL,
    "NormalizedName" character varying(90) NOT NULL,
    "Description" character varying(1000) NOT NULL,
    "IsGlobal" boolean NOT NULL,
    "IsPriority" boolean NOT NULL,
    "CreatedAt" timestamp with time zone NOT NULL,
    "UpdatedAt" timestamp with time zone NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_VariableSets" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_VariableSets_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_VariableSets_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetVariables" (
    "Id" character varying(64) NOT NULL,
    "VariableSetId" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "Key" character varying(255) NOT NULL,
    "Category" character varying(40) NOT NULL,
    "Description" character varying(1000) NOT NULL,
    "IsHcl" boolean NOT NULL,
    "IsSensitive" boolean NOT NULL,
    "EncryptedValue" bytea NOT NULL,
    "CreatedAt" timestamp with time zone NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_VariableSetVariables" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_VariableSetVariables_VariableSets_VariableSetId" FOREIGN KEY ("VariableSetId") REFERENCES "VariableSets" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetWorkspaces" (
    "VariableSetId" character varying(64) NOT NULL,
    "WorkspaceId" character varying(64) NOT NULL,
    CONSTRAINT "PK_VariableSetWorkspaces" PRIMARY KEY ("VariableSetId", "WorkspaceId"),
    CONSTRAINT "FK_VariableSetWorkspaces_VariableSets_VariableSetId" FOREIGN KEY ("VariableSetId") REFERENCES "VariableSets" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_VariableSetWorkspaces_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);

CREATE TABLE "VariableSetProjects" (
    "VariableSetId" character varying(64) NOT NULL,
    "ProjectId" character varying(64) NOT NULL,
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

ALTER TABLE "Workspaces" ADD COLUMN "ProjectRemoteState" boolean NOT NULL DEFAULT FALSE;

CREATE TABLE "RemoteStateConsumers" (
    "WorkspaceId" character varying(64) NOT NULL,
    "ConsumerId" character varying(64) NOT NULL,
    CONSTRAINT "PK_RemoteStateConsumers" PRIMARY KEY ("WorkspaceId", "ConsumerId"),
    CONSTRAINT "FK_RemoteStateConsumers_Workspaces_ConsumerId" FOREIGN KEY ("ConsumerId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_RemoteStateConsumers_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_RemoteStateConsumers_ConsumerId" ON "RemoteStateConsumers" ("ConsumerId");

ALTER TABLE "Workspaces" ADD COLUMN "LockInfo" character varying(8000);
