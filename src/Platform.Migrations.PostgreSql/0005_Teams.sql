CREATE TABLE "OrganizationMemberships" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "UserId" character varying(64),
    "Email" character varying(320),
    "NormalizedEmail" character varying(320),
    "CreatedAt" timestamp with time zone NOT NULL,
    CONSTRAINT "PK_OrganizationMemberships" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_OrganizationMemberships_AspNetUsers_UserId" FOREIGN KEY ("UserId") REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_OrganizationMemberships_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE TABLE "Teams" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "Name" character varying(90) NOT NULL,
    "IsOwners" boolean NOT NULL,
    "Visibility" character varying(40) NOT NULL,
    "SsoTeamId" character varying(200),
    "AllowMemberTokenManagement" boolean NOT NULL,
    "OrganizationAccess" text NOT NULL,
    "ServiceUserId" character varying(64) NOT NULL,
    "CreatedAt" timestamp with time zone NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_Teams" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_Teams_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamMembers" (
    "TeamId" character varying(64) NOT NULL,
    "MembershipId" character varying(64) NOT NULL,
    CONSTRAINT "PK_TeamMembers" PRIMARY KEY ("TeamId", "MembershipId"),
    CONSTRAINT "FK_TeamMembers_OrganizationMemberships_MembershipId" FOREIGN KEY ("MembershipId") REFERENCES "OrganizationMemberships" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamMembers_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamProjects" (
    "Id" character varying(64) NOT NULL,
    "TeamId" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "ProjectId" character varying(64) NOT NULL,
    "Level" character varying(40) NOT NULL,
    "Rights" character varying(1000),
    CONSTRAINT "PK_TeamProjects" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_TeamProjects_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamProjects_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE
);
CREATE TABLE "TeamWorkspaces" (
    "Id" character varying(64) NOT NULL,
    "TeamId" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "WorkspaceId" character varying(64) NOT NULL,
    "Level" character varying(40) NOT NULL,
    "Rights" character varying(1000),
    CONSTRAINT "PK_TeamWorkspaces" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_TeamWorkspaces_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_TeamWorkspaces_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE
);
ALTER TABLE "AspNetUsers" ADD COLUMN "ServiceOfTeamId" character varying(64);
ALTER TABLE "ApiTokens" ADD COLUMN "TeamId" character varying(64);
ALTER TABLE "ApiTokens" ADD CONSTRAINT "FK_ApiTokens_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE;
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
SELECT 'team-' || substr(md5(gen_random_uuid()::text), 1, 16), "Id", 'owners', TRUE, 'Secret', NULL, TRUE, '[]', 'user-' || substr(md5(gen_random_uuid()::text), 1, 16), "CreatedAt", 1 FROM "Organizations";
INSERT INTO "AspNetUsers" ("Id", "IsSiteAdministrator", "CreatedAt", "UserName", "NormalizedUserName", "EmailConfirmed", "SecurityStamp", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount", "ServiceOfTeamId")
SELECT "ServiceUserId", FALSE, "CreatedAt", 'api-team_' || lower(substr("Id", 6)), 'API-TEAM_' || upper(substr("Id", 6)), FALSE, md5(gen_random_uuid()::text), FALSE, FALSE, FALSE, 0, "Id" FROM "Teams";
INSERT INTO "OrganizationMemberships" ("Id", "OrganizationId", "UserId", "Email", "NormalizedEmail", "CreatedAt")
SELECT 'ou-' || substr(md5(gen_random_uuid()::text), 1, 16), g."OrganizationId", g."UserId", NULL, NULL, MIN(o."CreatedAt")
FROM "AccessGrants" g JOIN "Organizations" o ON o."Id" = g."OrganizationId" GROUP BY g."OrganizationId", g."UserId";
INSERT INTO "TeamMembers" ("TeamId", "MembershipId")
SELECT t."Id", m."Id" FROM "Teams" t JOIN "OrganizationMemberships" m ON m."OrganizationId" = t."OrganizationId"
WHERE EXISTS (SELECT 1 FROM "AccessGrants" g WHERE g."OrganizationId" = t."OrganizationId" AND g."UserId" = m."UserId" AND g."Role" = 'Admin' AND g."ProjectId" IS NULL AND g."WorkspaceId" IS NULL);
