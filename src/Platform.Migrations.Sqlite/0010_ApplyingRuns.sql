CREATE INDEX "IX_Runs_WorkspaceId_PlanOnly_CreatedAt" ON "Runs" ("WorkspaceId", "PlanOnly", "CreatedAt");
