CREATE INDEX "IX_Runs_OrganizationId_CreatedAt" ON "Runs" ("OrganizationId", "CreatedAt");
