CREATE TABLE "AccessRevisions" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AccessRevisions" PRIMARY KEY,
    "Number" INTEGER NOT NULL
);
INSERT INTO "AccessRevisions" ("Id", "Number") VALUES (1, 0);
