CREATE INDEX "IX_Runs_WorkspaceId_Status_CreatedAt" ON "Runs" ("WorkspaceId", "Status", "CreatedAt");

CREATE INDEX "IX_StateVersions_WorkspaceId_Status_CreatedAt" ON "StateVersions" ("WorkspaceId", "Status", "CreatedAt");
