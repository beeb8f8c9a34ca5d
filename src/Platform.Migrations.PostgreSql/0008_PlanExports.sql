CREATE TABLE "PlanExports" (
    "Id" character varying(64) NOT NULL,
    "OrganizationId" character varying(64) NOT NULL,
    "RunId" character varying(64) NOT NULL,
    "PlanId" character varying(64) NOT NULL,
    "LivePlanId" character varying(64),
    "Status" character varying(40) NOT NULL,
    "QueuedAt" timestamp with time zone NOT NULL,
    "EndedAt" timestamp with time zone,
    "ErrorMessage" character varying(1000),
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_PlanExports" PRIMARY KEY ("Id"),
    CONSTRAINT "FK_PlanExports_Runs_RunId" FOREIGN KEY ("RunId") REFERENCES "Runs" ("Id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_PlanExports_LivePlanId" ON "PlanExports" ("LivePlanId");
CREATE INDEX "IX_PlanExports_RunId" ON "PlanExports" ("RunId");
CREATE INDEX "IX_PlanExports_Status_QueuedAt" ON "PlanExports" ("Status", "QueuedAt");
