CREATE TABLE "PlanExports" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_PlanExports" PRIMARY KEY,
    "OrganizationId" TEXT NOT NULL,
    "RunId" TEXT NOT NULL,
    "PlanId" TEXT NOT NULL,
    "LivePlanId" TEXT NULL,
    "Status" TEXT NOT NULL,
    "QueuedAt" INTEGER NOT NULL,
    "EndedAt" INTEGER NULL,
    "ErrorMessage" TEXT NULL,
    "Revision" INTEGER NOT NULL,
    CONSTRAINT "FK_PlanExports_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_PlanExports_LivePlanId" ON "PlanExports" ("LivePlanId");
CREATE INDEX "IX_PlanExports_RunId" ON "PlanExports" ("RunId");
CREATE INDEX "IX_PlanExports_Status_QueuedAt" ON "PlanExports" ("Status", "QueuedAt");
