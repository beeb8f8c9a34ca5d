CREATE TABLE "Roles" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "Name" character varying(90) NOT NULL,
    "NormalizedName" character varying(90) NOT NULL,
    "Description" character varying(1000) NOT NULL,
    "Permissions" text NOT NULL,
    "CreatedAt" timestamp with time zone NOT NULL,
    "UpdatedAt" timestamp with time zone NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_Roles" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_Roles_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_Roles_OrganizationId_NormalizedName" ON "Roles" ("OrganizationId", "NormalizedName");

CREATE TABLE "ServiceAccounts" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "Name" character varying(90) NOT NULL,
    "NormalizedName" character varying(90) NOT NULL,
    "Description" character varying(1000) NOT NULL,
    "UserId" character varying(64) NOT NULL,
    "CreatedAt" timestamp with time zone NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_ServiceAccounts" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_ServiceAccounts_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_ServiceAccounts_OrganizationId_NormalizedName" ON "ServiceAccounts" ("OrganizationId", "NormalizedName");
CREATE UNIQUE INDEX "IX_ServiceAccounts_UserId" ON "ServiceAccounts" ("UserId");
ALTER TABLE "AspNetUsers" ADD COLUMN "ServiceAccountId" character varying(64);
ALTER TABLE "ApiTokens" ADD COLUMN "ServiceAccountId" character varying(64);
ALTER TABLE "ApiTokens" ADD CONSTRAINT "FK_ApiTokens_ServiceAccounts_ServiceAccountId" FOREIGN KEY ("ServiceAccountId") REFERENCES "ServiceAccounts" ("Id") ON DELETE CASCADE;
CREATE INDEX "IX_ApiTokens_ServiceAccountId" ON "ApiTokens" ("ServiceAccountId");

-- A grant may be a team's from now on, names its role by an id, and goes with its place. One whose place is gone already gave nothing and is left behind.
DELETE FROM "AccessGrants" g
WHERE (g."OrganizationId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Organizations" o WHERE o."Id" = g."OrganizationId"))
   OR (g."ProjectId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Projects" p WHERE p."Id" = g."ProjectId"))
   OR (g."WorkspaceId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Workspaces" w WHERE w."Id" = g."WorkspaceId"));
ALTER TABLE "AccessGrants" ALTER COLUMN "UserId" DROP NOT NULL;
ALTER TABLE "AccessGrants" ADD COLUMN "TeamId" character varying(64);
ALTER TABLE "AccessGrants" ADD COLUMN "RoleId" character varying(64);
ALTER TABLE "AccessGrants" ADD COLUMN "CreatedByUserId" character varying(64);
ALTER TABLE "AccessGrants" ADD COLUMN "CreatedAt" timestamp with time zone;
UPDATE "AccessGrants" g SET
    "RoleId" = 'role-' || lower(g."Role"),
    "CreatedAt" = COALESCE((SELECT o."CreatedAt" FROM "Organizations" o WHERE o."Id" = g."OrganizationId"), timestamptz '1970-01-01 00:00:00+00');
ALTER TABLE "AccessGrants" ALTER COLUMN "RoleId" SET NOT NULL;
ALTER TABLE "AccessGrants" ALTER COLUMN "CreatedAt" SET NOT NULL;
ALTER TABLE "AccessGrants" DROP COLUMN "Role";
ALTER TABLE "AccessGrants" ADD CONSTRAINT "FK_AccessGrants_Organizations_OrganizationId" FOREIGN KEY ("OrganizationId") REFERENCES "Organizations" ("Id") ON DELETE CASCADE;
ALTER TABLE "AccessGrants" ADD CONSTRAINT "FK_AccessGrants_Projects_ProjectId" FOREIGN KEY ("ProjectId") REFERENCES "Projects" ("Id") ON DELETE CASCADE;
ALTER TABLE "AccessGrants" ADD CONSTRAINT "FK_AccessGrants_Teams_TeamId" FOREIGN KEY ("TeamId") REFERENCES "Teams" ("Id") ON DELETE CASCADE;
ALTER TABLE "AccessGrants" ADD CONSTRAINT "FK_AccessGrants_Workspaces_WorkspaceId" FOREIGN KEY ("WorkspaceId") REFERENCES "Workspaces" ("Id") ON DELETE CASCADE;
DROP INDEX "IX_AccessGrants_OrganizationId";
CREATE INDEX "IX_AccessGrants_OrganizationId_CreatedAt" ON "AccessGrants" ("OrganizationId", "CreatedAt");
CREATE INDEX "IX_AccessGrants_ProjectId" ON "AccessGrants" ("ProjectId");
CREATE INDEX "IX_AccessGrants_RoleId" ON "AccessGrants" ("RoleId");
CREATE INDEX "IX_AccessGrants_TeamId" ON "AccessGrants" ("TeamId");
CREATE INDEX "IX_AccessGrants_WorkspaceId" ON "AccessGrants" ("WorkspaceId");
