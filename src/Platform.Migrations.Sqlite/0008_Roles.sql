CREATE TABLE "Roles" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Roles" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "NormalizedName" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "Permissions" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Roles_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_Roles_OrganizationId_NormalizedName" ON "Roles" ("OrganizationId", "NormalizedName");

CREATE TABLE "ServiceAccounts" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_ServiceAccounts" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "NormalizedName" TEXT NOT NULL,
    "Description" TEXT NOT NULL,
    "UserId" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_ServiceAccounts_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_ServiceAccounts_OrganizationId_NormalizedName" ON "ServiceAccounts" ("OrganizationId", "NormalizedName");
CREATE UNIQUE INDEX "IX_ServiceAccounts_UserId" ON "ServiceAccounts" ("UserId");
ALTER TABLE "AspNetUsers" ADD COLUMN "ServiceAccountId" TEXT NULL;
ALTER TABLE "ApiTokens" ADD COLUMN "ServiceAccountId" TEXT NULL CONSTRAINT "FK_ApiTokens_ServiceAccounts_ServiceAccountId" REFERENCES "ServiceAccounts" ("Id") ON DELETE CASCADE;
CREATE INDEX "IX_ApiTokens_ServiceAccountId" ON "ApiTokens" ("ServiceAccountId");

-- A grant may be a team's from now on, names its role by an id, and goes with its place. One whose place is gone already gave nothing and is left behind.
CREATE TABLE "NewAccessGrants" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_AccessGrants" PRIMARY KEY,
    "UserId" TEXT NULL,
    "TeamId" TEXT NULL,
    "RoleId" TEXT NOT NULL,
    "OrganizationId" TEXT NULL,
    "ProjectId" TEXT NULL,
    "WorkspaceId" TEXT NULL,
    "CreatedByUserId" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_AccessGrants_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_AccessGrants_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_AccessGrants_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_AccessGrants_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_AccessGrants_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);
INSERT INTO "NewAccessGrants" ("Id", "UserId", "RoleId", "OrganizationId", "ProjectId", "WorkspaceId", "CreatedAt")
SELECT g."Id", g."UserId", 'role-' || lower(g."Role"), g."OrganizationId", g."ProjectId", g."WorkspaceId", COALESCE(o."CreatedAt", 621355968000000000)
FROM "AccessGrants" g LEFT JOIN "Organizations" o ON o."Id" = g."OrganizationId"
WHERE (g."OrganizationId" IS NULL OR o."Id" IS NOT NULL)
  AND (g."ProjectId" IS NULL OR EXISTS (SELECT 1 FROM "Projects" p WHERE p."Id" = g."ProjectId"))
  AND (g."WorkspaceId" IS NULL OR EXISTS (SELECT 1 FROM "Workspaces" w WHERE w."Id" = g."WorkspaceId"));
DROP TABLE "AccessGrants";
ALTER TABLE "NewAccessGrants" RENAME TO "AccessGrants";
CREATE INDEX "IX_AccessGrants_OrganizationId_CreatedAt" ON "AccessGrants" ("OrganizationId", "CreatedAt");
CREATE INDEX "IX_AccessGrants_ProjectId" ON "AccessGrants" ("ProjectId");
CREATE INDEX "IX_AccessGrants_RoleId" ON "AccessGrants" ("RoleId");
CREATE INDEX "IX_AccessGrants_TeamId" ON "AccessGrants" ("TeamId");
CREATE INDEX "IX_AccessGrants_UserId_OrganizationId" ON "AccessGrants" ("UserId", "OrganizationId");
CREATE INDEX "IX_AccessGrants_WorkspaceId" ON "AccessGrants" ("WorkspaceId");
