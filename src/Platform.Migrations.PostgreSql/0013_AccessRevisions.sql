CREATE TABLE "AccessRevisions" (
    "Id" integer NOT NULL,
    "Number" bigint NOT NULL,
    CONSTRAINT "PK_AccessRevisions" PRIMARY KEY ("Id")
);
INSERT INTO "AccessRevisions" ("Id", "Number") VALUES (1, 0);
