CREATE TABLE "OrganizationMemberships" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_OrganizationMemberships" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "UserId" TEXT NULL,
    "Email" TEXT NULL,
    "NormalizedEmail" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_OrganizationMemberships_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_OrganizationMemberships_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE TABLE "Teams" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Teams" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "IsOwners" INTEGER NOT NULL,
    "Visibility" TEXT NOT NULL,
    "SsoTeamId" TEXT NULL,
    "AllowMemberTokenManagement" INTEGER NOT NULL,
    "OrganizationAccess" TEXT NOT NULL,
    "ServiceUserId" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_Teams_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamMembers" (
    "TeamId" TEXT NOT NULL,
    "MembershipId" TEXT NOT NULL,
    CONSTRAINT "PK_TeamMembers" PRIMARY KEY ("TeamId", "MembershipId"),
    CONSTRAINT "FK_TeamMembers_OrganizationMemberships_MembershipId" FOREIGN KEY ("MembershipId") REFERENCES "OrganizationMemberships" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamMembers_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamProjects" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_TeamProjects" PRIMARY KEY,
    "TeamId" TEXT NOT NULL,
    "OrganizationId" TEXT NOT NULL,
    "ProjectId" TEXT NOT NULL,
    "Level" TEXT NOT NULL,
    "Rights" TEXT NULL,
    CONSTRAINT "FK_TeamProjects_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamProjects_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamWorkspaces" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_TeamWorkspaces" PRIMARY KEY,
    "TeamId" TEXT NOT NULL,
    "OrganizationId" TEXT NOT NULL,
    "WorkspaceId" TEXT NOT NULL,
    "Level" TEXT NOT NULL,
    "Rights" TEXT NULL,
    CONSTRAINT "FK_TeamWorkspaces_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamWorkspaces_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);
ALTER TABLE "AspNetUsers" ADD COLUMN "ServiceOfTeamId" TEXT NULL;
ALTER TABLE "ApiTokens" ADD COLUMN "TeamId" TEXT NULL CONSTRAINT "FK_ApiTokens_Teams_TeamId" REFERENCES "Teams" ("Id") ON DELETE CASCADE;
CREATE INDEX "IX_ApiTokens_TeamId" ON "ApiTokens" ("TeamId");
CREATE INDEX "IX_OrganizationMemberships_NormalizedEmail" ON "OrganizationMemberships" ("NormalizedEmail");
CREATE UNIQUE INDEX "IX_OrganizationMemberships_OrganizationId_NormalizedEmail" ON "OrganizationMemberships" ("OrganizationId", "NormalizedEmail");
CREATE UNIQUE INDEX "IX_OrganizationMemberships_OrganizationId_UserId" ON "OrganizationMemberships" ("OrganizationId", "UserId");
CREATE INDEX "IX_OrganizationMemberships_UserId" ON "OrganizationMemberships" ("UserId");
CREATE INDEX "IX_TeamMembers_MembershipId" ON "TeamMembers" ("MembershipId");
CREATE INDEX "IX_TeamProjects_ProjectId" ON "TeamProjects" ("ProjectId");
CREATE UNIQUE INDEX "IX_TeamProjects_TeamId_ProjectId" ON "TeamProjects" ("TeamId", "ProjectId");
CREATE UNIQUE INDEX "IX_TeamWorkspaces_TeamId_WorkspaceId" ON "TeamWorkspaces" ("TeamId", "WorkspaceId");
CREATE INDEX "IX_TeamWorkspaces_WorkspaceId" ON "TeamWorkspaces" ("WorkspaceId");
CREATE UNIQUE INDEX "IX_Teams_OrganizationId_Name" ON "Teams" ("OrganizationId", "Name");
CREATE INDEX "IX_Teams_ServiceUserId" ON "Teams" ("ServiceUserId");

-- Every organization has a team of owners. Who was an administrator of one is an owner from now on, and everybody with a role in it is a member.
INSERT INTO "Teams" ("Id", "OrganizationId", "Name", "IsOwners", "Visibility", "SsoTeamId", "AllowMemberTokenManagement", "OrganizationAccess", "ServiceUserId", "CreatedAt", "Revision")
SELECT 'team-' || hex(randomblob(8)), "Id", 'owners', 1, 'Secret', NULL, 1, '[]', 'user-' || hex(randomblob(8)), "CreatedAt", 1 FROM "Organizations";
INSERT INTO "AspNetUsers" ("Id", "IsSiteAdministrator", "CreatedAt", "UserName", "NormalizedUserName", "EmailConfirmed", "SecurityStamp", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount", "ServiceOfTeamId")
SELECT "ServiceUserId", 0, "CreatedAt", 'api-team_' || lower(substr("Id", 6)), 'API-TEAM_' || upper(substr("Id", 6)), 0, hex(randomblob(16)), 0, 0, 0, 0, "Id" FROM "Teams";
INSERT INTO "OrganizationMemberships" ("Id", "OrganizationId", "UserId", "Email", "NormalizedEmail", "CreatedAt")
SELECT 'ou-' || hex(randomblob(8)), g."OrganizationId", g."UserId", NULL, NULL, MIN(o."CreatedAt")
FROM "AccessGrants" g JOIN "Organizations" o ON o."Id" = g."OrganizationId" GROUP BY g."OrganizationId", g."UserId";
INSERT INTO "TeamMembers" ("TeamId", "MembershipId")
SELECT t."Id", m."Id" FROM "Teams" t JOIN "OrganizationMemberships" m ON m."OrganizationId" = t."OrganizationId"
WHERE EXISTS (SELECT 1 FROM "AccessGrants" g WHERE g."OrganizationId" = t."OrganizationId" AND g."UserId" = m."UserId" AND g."Role" = 'Admin' AND g."ProjectId" IS NULL AND g."WorkspaceId" IS NULL);
