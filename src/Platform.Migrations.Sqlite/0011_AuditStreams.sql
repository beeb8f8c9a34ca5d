CREATE TABLE "AuditStreams" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_AuditStreams" PRIMARY KEY,
    "Sequence" INTEGER NOT NULL,
    "Revision" INTEGER NOT NULL
);
