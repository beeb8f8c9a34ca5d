CREATE TABLE "AuditStreams" (
    "Name" character varying(40) NOT NULL,
    "Sequence" bigint NOT NULL,
    "Revision" bigint NOT NULL,
    CONSTRAINT "PK_AuditStreams" PRIMARY KEY ("Name")
);
