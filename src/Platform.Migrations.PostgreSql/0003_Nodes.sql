CREATE TABLE "Nodes" (
    "Name" character varying(200) NOT NULL,
    "Problem" character varying(2000),
    "SeenAt" timestamp with time zone NOT NULL,
    CONSTRAINT "PK_Nodes" PRIMARY KEY ("Name")
);
