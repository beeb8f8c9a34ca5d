CREATE TABLE "AuditEntries" (
    "Id" uuid NOT NULL,
    "At" timestamp with time zone NOT NULL,
    "OrganizationId" character varying(64),
    "ProjectId" character varying(64),
    "WorkspaceId" character varying(64),
    "ActorKind" character varying(40) NOT NULL,
    "ActorId" character varying(64),
    "ActorName" character varying(256),
    "TokenId" character varying(64),
    "TeamId" character varying(64),
    "RunId" character varying(64),
    "Address" character varying(64),
    "RequestId" character varying(64),
    "Action" character varying(60) NOT NULL,
    "ResourceType" character varying(60) NOT NULL,
    "ResourceId" character varying(200),
    "Outcome" character varying(40) NOT NULL,
    "Reason" character varying(500),
    "Count" integer NOT NULL,
    "Changes" text,
    "Mac" bytea NOT NULL,
    "Sequence" bigint,
    "Hash" bytea,
    CONSTRAINT "PK_AuditEntries" PRIMARY KEY ("Id")
);
CREATE TABLE "AuditHeads" (
    "Id" integer NOT NULL,
    "Sequence" bigint NOT NULL,
    "Hash" bytea NOT NULL,
    "RemovedSequence" bigint NOT NULL,
    "RemovedHash" bytea NOT NULL,
    "Mac" bytea NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_AuditHeads" PRIMARY KEY ("Id")
);
CREATE INDEX "IX_AuditEntries_At" ON "AuditEntries" ("At");
CREATE INDEX "IX_AuditEntries_At_Id" ON "AuditEntries" ("At", "Id") WHERE "Sequence" IS NULL;
CREATE INDEX "IX_AuditEntries_OrganizationId_ActorId_At" ON "AuditEntries" ("OrganizationId", "ActorId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_At" ON "AuditEntries" ("OrganizationId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_ResourceId_At" ON "AuditEntries" ("OrganizationId", "ResourceId", "At");
CREATE INDEX "IX_AuditEntries_OrganizationId_Sequence" ON "AuditEntries" ("OrganizationId", "Sequence");
CREATE UNIQUE INDEX "IX_AuditEntries_Sequence" ON "AuditEntries" ("Sequence");

-- What is sealed stays as it is, and goes only from the beginning once the head says so.
CREATE FUNCTION "AuditEntries_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."Sequence" IS NULL THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' AND OLD."Sequence" <= coalesce((SELECT "RemovedSequence" FROM "AuditHeads" WHERE "Id" = 1), 0) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'an entry of the audit trail cannot be changed or removed';
END $$;
CREATE TRIGGER "AuditEntries_stay" BEFORE UPDATE OR DELETE ON "AuditEntries" FOR EACH ROW EXECUTE FUNCTION "AuditEntries_refuse"();
CREATE TRIGGER "AuditEntries_remain" BEFORE TRUNCATE ON "AuditEntries" FOR EACH STATEMENT EXECUTE FUNCTION "AuditEntries_refuse"();
