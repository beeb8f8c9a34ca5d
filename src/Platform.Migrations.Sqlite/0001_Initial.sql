CREATE TABLE "AspNetUsers" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_AspNetUsers" PRIMARY KEY,
    "IsSiteAdministrator" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UserName" TEXT NULL,
    "NormalizedUserName" TEXT NULL,
    "Email" TEXT NULL,
    "NormalizedEmail" TEXT NULL,
    "EmailConfirmed" INTEGER NOT NULL,
    "PasswordHash" TEXT NULL,
    "SecurityStamp" TEXT NULL,
    "ConcurrencyStamp" TEXT NULL,
    "PhoneNumber" TEXT NULL,
    "PhoneNumberConfirmed" INTEGER NOT NULL,
    "TwoFactorEnabled" INTEGER NOT NULL,
    "LockoutEnd" INTEGER NULL,
    "LockoutEnabled" INTEGER NOT NULL,
    "AccessFailedCount" INTEGER NOT NULL
);


CREATE TABLE "AuthorizationCodes" (
    "Hash" BLOB NOT NULL CONSTRAINT "PK_AuthorizationCodes" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "ClientId" TEXT NOT NULL,
    "RedirectUri" TEXT NOT NULL,
    "CodeChallenge" TEXT NOT NULL,
    "ExpiresAt" INTEGER NOT NULL
);


CREATE TABLE "DataKeys" (
    "OrganizationId" TEXT NOT NULL,
    "Version" INTEGER NOT NULL,
    "MasterKeyId" TEXT NOT NULL,
    "WrappedKey" BLOB NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "PK_DataKeys" PRIMARY KEY ("OrganizationId", "Version")
);


CREATE TABLE "LogChunks" (
    "Phase" TEXT NOT NULL,
    "Stream" TEXT NOT NULL,
    "Offset" INTEGER NOT NULL,
    "Bytes" BLOB NOT NULL,
    "Length" INTEGER NOT NULL,
    CONSTRAINT "PK_LogChunks" PRIMARY KEY ("Phase", "Stream", "Offset")
);


CREATE TABLE "Organizations" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Organizations" PRIMARY KEY,
    "Name" TEXT NOT NULL,
    "NormalizedName" TEXT NOT NULL,
    "Email" TEXT NULL,
    "DefaultProjectId" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL
);


CREATE TABLE "SignInLinks" (
    "Hash" BLOB NOT NULL CONSTRAINT "PK_SignInLinks" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "ExpiresAt" INTEGER NOT NULL
);


CREATE TABLE "UnwantedBlobs" (
    "Path" TEXT NOT NULL CONSTRAINT "PK_UnwantedBlobs" PRIMARY KEY,
    "InPieces" INTEGER NOT NULL
);


CREATE TABLE "AccessGrants" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_AccessGrants" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "Role" TEXT NOT NULL,
    "OrganizationId" TEXT NULL,
    "ProjectId" TEXT NULL,
    "WorkspaceId" TEXT NULL,
    CONSTRAINT "FK_AccessGrants_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "ApiTokens" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_ApiTokens" PRIMARY KEY,
    "Hash" BLOB NOT NULL,
    "Kind" TEXT NOT NULL,
    "UserId" TEXT NULL,
    "OrganizationId" TEXT NULL,
    "RunId" TEXT NULL,
    "Description" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "LastUsedAt" INTEGER NULL,
    "ExpiresAt" INTEGER NULL,
    CONSTRAINT "FK_ApiTokens_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "AspNetUserClaims" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AspNetUserClaims" PRIMARY KEY AUTOINCREMENT,
    "UserId" TEXT NOT NULL,
    "ClaimType" TEXT NULL,
    "ClaimValue" TEXT NULL,
    CONSTRAINT "FK_AspNetUserClaims_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "AspNetUserLogins" (
    "LoginProvider" TEXT NOT NULL,
    "ProviderKey" TEXT NOT NULL,
    "ProviderDisplayName" TEXT NULL,
    "UserId" TEXT NOT NULL,
    CONSTRAINT "PK_AspNetUserLogins" PRIMARY KEY ("LoginProvider", "ProviderKey"),
    CONSTRAINT "FK_AspNetUserLogins_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "AspNetUserTokens" (
    "UserId" TEXT NOT NULL,
    "LoginProvider" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Value" TEXT NULL,
    CONSTRAINT "PK_AspNetUserTokens" PRIMARY KEY ("UserId", "LoginProvider", "Name"),
    CONSTRAINT "FK_AspNetUserTokens_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Projects" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Projects" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Projects_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Workspaces" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Workspaces" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "ProjectId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "NormalizedName" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "ExecutionMode" TEXT NOT NULL,
    "Tool" TEXT NOT NULL,
    "ToolVersion" TEXT NOT NULL,
    "WorkingDirectory" TEXT NOT NULL,
    "AutoApply" INTEGER NOT NULL,
    "AllowDestroyPlan" INTEGER NOT NULL,
    "QueueAllRuns" INTEGER NOT NULL,
    "SpeculativeEnabled" INTEGER NOT NULL,
    "GlobalRemoteState" INTEGER NOT NULL,
    "StructuredRunOutputEnabled" INTEGER NOT NULL,
    "HoldingRunId" TEXT NULL,
    "CurrentRunId" TEXT NULL,
    "LockedByUserId" TEXT NULL,
    "LockReason" TEXT NULL,
    "LockedAt" INTEGER NULL,
    "CurrentStateVersionId" TEXT NULL,
    "CurrentConfigurationVersionId" TEXT NULL,
    "ResourceCount" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Workspaces_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_Workspaces_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE RESTRICT
);


CREATE TABLE "ConfigurationVersions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_ConfigurationVersions" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Speculative" INTEGER NOT NULL,
    "Provisional" INTEGER NOT NULL,
    "AutoQueueRuns" INTEGER NOT NULL,
    "Source" TEXT NOT NULL,
    "ErrorMessage" TEXT NULL,
    "ArchiveSize" INTEGER NULL,
    "CreatedByUserId" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UploadStartedAt" INTEGER NULL,
    "UploadedAt" INTEGER NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_ConfigurationVersions_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Runs" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Runs" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "ConfigurationVersionId" TEXT NOT NULL,
    "PlanId" TEXT NOT NULL,
    "ApplyId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Message" TEXT NOT NULL,
    "Source" TEXT NOT NULL,
    "IsDestroy" INTEGER NOT NULL,
    "RefreshOnly" INTEGER NOT NULL,
    "Refresh" INTEGER NOT NULL,
    "AutoApply" INTEGER NOT NULL,
    "PlanOnly" INTEGER NOT NULL,
    "SavePlan" INTEGER NOT NULL,
    "AllowEmptyApply" INTEGER NOT NULL,
    "AllowConfigGeneration" INTEGER NOT NULL,
    "TargetAddresses" TEXT NOT NULL,
    "ReplaceAddresses" TEXT NOT NULL,
    "EncryptedVariables" BLOB NULL,
    "HasChanges" INTEGER NOT NULL,
    "StateBackend" TEXT NOT NULL,
    "ToolVersion" TEXT NULL,
    "ErrorMessage" TEXT NULL,
    "ImportBlocks" TEXT NULL,
    "CreatedByUserId" TEXT NULL,
    "ConfirmedByUserId" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "StatusChangedAt" INTEGER NOT NULL,
    "CancelRequestedAt" INTEGER NULL,
    "StatusTimes" TEXT NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Runs_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);


CREATE TABLE "StateVersions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_StateVersions" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Serial" INTEGER NOT NULL,
    "Lineage" TEXT NULL,
    "Md5" TEXT NOT NULL,
    "Forced" INTEGER NOT NULL,
    "Size" INTEGER NULL,
    "HasJson" INTEGER NOT NULL,
    "ToolVersion" TEXT NULL,
    "FormatVersion" INTEGER NULL,
    "ResourcesJson" TEXT NOT NULL,
    "DeclaredOutputs" BLOB NULL,
    "RunId" TEXT NULL,
    "CreatedByUserId" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "FinalizedAt" INTEGER NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_StateVersions_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Variables" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Variables" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Category" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "IsHcl" INTEGER NOT NULL,
    "IsSensitive" INTEGER NOT NULL,
    "EncryptedValue" BLOB NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Variables_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);


CREATE TABLE "WorkspaceTags" (
    "WorkspaceId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "OrganizationId" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "PK_WorkspaceTags" PRIMARY KEY ("WorkspaceId", "Key"),
    CONSTRAINT "FK_WorkspaceTags_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Applies" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Applies" PRIMARY KEY,
    "Revision" INTEGER NOT NULL,
    "RunId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Additions" INTEGER NOT NULL,
    "Changes" INTEGER NOT NULL,
    "Destructions" INTEGER NOT NULL,
    "Imports" INTEGER NOT NULL,
    "QueuedAt" INTEGER NULL,
    "StartedAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "Steps" TEXT NOT NULL,
    "Hosts" TEXT NOT NULL,
    CONSTRAINT "FK_Applies_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Jobs" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Jobs" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "RunId" TEXT NOT NULL,
    "Phase" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Priority" INTEGER NOT NULL,
    "QueuedAt" INTEGER NOT NULL,
    "Fence" INTEGER NOT NULL,
    "TokenHash" BLOB NULL,
    "Node" TEXT NULL,
    "ClaimedAt" INTEGER NULL,
    "HeartbeatAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "Stop" TEXT NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Jobs_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Plans" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Plans" PRIMARY KEY,
    "HasChanges" INTEGER NOT NULL,
    "GeneratedConfiguration" INTEGER NOT NULL,
    "ArtifactsJobId" TEXT NULL,
    "Revision" INTEGER NOT NULL,
    "RunId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "Additions" INTEGER NOT NULL,
    "Changes" INTEGER NOT NULL,
    "Destructions" INTEGER NOT NULL,
    "Imports" INTEGER NOT NULL,
    "QueuedAt" INTEGER NULL,
    "StartedAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "Steps" TEXT NOT NULL,
    "Hosts" TEXT NOT NULL,
    CONSTRAINT "FK_Plans_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);


CREATE TABLE "RunEvents" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_RunEvents" PRIMARY KEY,
    "RunId" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "ActorUserId" TEXT NULL,
    "Comment" TEXT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "FK_RunEvents_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);


CREATE TABLE "StateVersionOutputs" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_StateVersionOutputs" PRIMARY KEY,
    "StateVersionId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "IsSensitive" INTEGER NOT NULL,
    "Type" TEXT NOT NULL,
    "DetailedTypeJson" TEXT NULL,
    "EncryptedValue" BLOB NOT NULL,
    CONSTRAINT "FK_StateVersionOutputs_StateVersions_StateVersionId" FOREIGN KEY ("StateVersionId") REFERENCES "StateVersions" ("Id") ON DELETE CASCADE
);


CREATE INDEX "IX_AccessGrants_OrganizationId" ON "AccessGrants" ("OrganizationId");


CREATE INDEX "IX_AccessGrants_UserId_OrganizationId" ON "AccessGrants" ("UserId", "OrganizationId");


CREATE UNIQUE INDEX "IX_ApiTokens_Hash" ON "ApiTokens" ("Hash");


CREATE INDEX "IX_ApiTokens_OrganizationId" ON "ApiTokens" ("OrganizationId");


CREATE INDEX "IX_ApiTokens_RunId" ON "ApiTokens" ("RunId");


CREATE INDEX "IX_ApiTokens_UserId" ON "ApiTokens" ("UserId");


CREATE UNIQUE INDEX "IX_Applies_RunId" ON "Applies" ("RunId");


CREATE INDEX "IX_AspNetUserClaims_UserId" ON "AspNetUserClaims" ("UserId");


CREATE INDEX "IX_AspNetUserLogins_UserId" ON "AspNetUserLogins" ("UserId");


CREATE INDEX "EmailIndex" ON "AspNetUsers" ("NormalizedEmail");


CREATE UNIQUE INDEX "UserNameIndex" ON "AspNetUsers" ("NormalizedUserName");


CREATE INDEX "IX_AuthorizationCodes_ExpiresAt" ON "AuthorizationCodes" ("ExpiresAt");


CREATE INDEX "IX_ConfigurationVersions_WorkspaceId_CreatedAt" ON "ConfigurationVersions" ("WorkspaceId", "CreatedAt");


CREATE INDEX "IX_Jobs_RunId" ON "Jobs" ("RunId");


CREATE INDEX "IX_Jobs_Status_Priority_QueuedAt" ON "Jobs" ("Status", "Priority", "QueuedAt");


CREATE UNIQUE INDEX "IX_Organizations_NormalizedName" ON "Organizations" ("NormalizedName");


CREATE UNIQUE INDEX "IX_Plans_RunId" ON "Plans" ("RunId");


CREATE UNIQUE INDEX "IX_Projects_OrganizationId_Name" ON "Projects" ("OrganizationId", "Name");


CREATE INDEX "IX_RunEvents_RunId_At" ON "RunEvents" ("RunId", "At");


CREATE INDEX "IX_Runs_OrganizationId_Status_CreatedAt" ON "Runs" ("OrganizationId", "Status", "CreatedAt");


CREATE INDEX "IX_Runs_Status_StatusChangedAt" ON "Runs" ("Status", "StatusChangedAt");


CREATE INDEX "IX_Runs_WorkspaceId_CreatedAt" ON "Runs" ("WorkspaceId", "CreatedAt");


CREATE INDEX "IX_SignInLinks_ExpiresAt" ON "SignInLinks" ("ExpiresAt");


CREATE UNIQUE INDEX "IX_StateVersionOutputs_StateVersionId_Name" ON "StateVersionOutputs" ("StateVersionId", "Name");


CREATE INDEX "IX_StateVersions_RunId" ON "StateVersions" ("RunId");


CREATE INDEX "IX_StateVersions_WorkspaceId_CreatedAt" ON "StateVersions" ("WorkspaceId", "CreatedAt");


CREATE UNIQUE INDEX "IX_Variables_WorkspaceId_Category_Key" ON "Variables" ("WorkspaceId", "Category", "Key");


CREATE INDEX "IX_WorkspaceTags_OrganizationId_Key_Value" ON "WorkspaceTags" ("OrganizationId", "Key", "Value");


CREATE UNIQUE INDEX "IX_Workspaces_OrganizationId_NormalizedName" ON "Workspaces" ("OrganizationId", "NormalizedName");


CREATE INDEX "IX_Workspaces_ProjectId" ON "Workspaces" ("ProjectId");
