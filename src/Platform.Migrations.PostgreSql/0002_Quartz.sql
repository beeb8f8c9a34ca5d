-- Tables of the job store of Quartz.NET 4.7 with the prefix quartz_. Names and types of the columns are Quartz's to choose:
-- it checks them at every start, and a test compares them with what Quartz would create by itself.
-- Its optional tables of execution history are left out, as the platform keeps its own.
-- The tables are small and change with every job, so they are vacuumed early.

CREATE TABLE quartz_locks (
  sched_name text,
  lock_name text,
  PRIMARY KEY (sched_name, lock_name)
);

CREATE TABLE quartz_scheduler_state (
  sched_name text,
  instance_name text,
  last_checkin_time bigint NOT NULL,
  checkin_interval bigint NOT NULL,
  quartz_version varchar(20),
  PRIMARY KEY (sched_name, instance_name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

CREATE TABLE quartz_calendars (
  sched_name text,
  calendar_name text,
  calendar bytea NOT NULL,
  PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE quartz_paused_job_grps (
  sched_name text,
  job_group text,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  PRIMARY KEY (sched_name, job_group)
);

CREATE TABLE quartz_paused_trigger_grps (
  sched_name text,
  trigger_group text,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE quartz_job_details (
  sched_name text,
  job_name text,
  job_group text,
  job_class_name text NOT NULL,
  description text,
  job_data bytea,
  is_durable boolean NOT NULL,
  is_nonconcurrent boolean NOT NULL,
  is_update_data boolean NOT NULL,
  requests_recovery boolean NOT NULL,
  PRIMARY KEY (sched_name, job_name, job_group)
);

CREATE INDEX quartz_job_details_by_group ON quartz_job_details (sched_name, job_group, job_name);

CREATE TABLE quartz_triggers (
  sched_name text,
  trigger_name text,
  trigger_group text,
  job_name text NOT NULL,
  job_group text NOT NULL,
  trigger_type text NOT NULL,
  trigger_state text NOT NULL,
  description text,
  calendar_name text,
  priority integer,
  start_time bigint NOT NULL,
  end_time bigint,
  next_fire_time bigint,
  prev_fire_time bigint,
  misfire_instr smallint,
  misfire_orig_fire_time bigint,
  misfire_threshold bigint,
  execution_group varchar(200),
  preferred_node varchar(200),
  preferred_node_auto boolean NOT NULL DEFAULT false,
  retry_policy varchar(250),
  retry_attempt integer,
  continues_trigger_name text,
  continues_trigger_group text,
  continuation_condition integer,
  overlap_policy integer,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  fixed_delay boolean,
  job_data bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, job_name, job_group) REFERENCES quartz_job_details
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE INDEX quartz_triggers_due ON quartz_triggers (sched_name, trigger_state, next_fire_time, priority DESC, misfire_instr);
CREATE INDEX quartz_triggers_by_job ON quartz_triggers (sched_name, job_name, job_group);
CREATE INDEX quartz_triggers_by_group ON quartz_triggers (sched_name, trigger_group, trigger_name);
CREATE INDEX quartz_triggers_by_calendar ON quartz_triggers (sched_name, calendar_name);

CREATE TABLE quartz_simple_triggers (
  sched_name text,
  trigger_name text,
  trigger_group text,
  repeat_count bigint NOT NULL,
  repeat_interval bigint NOT NULL,
  times_triggered bigint NOT NULL,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE TABLE quartz_cron_triggers (
  sched_name text,
  trigger_name text,
  trigger_group text,
  cron_expression text NOT NULL,
  time_zone_id text,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_simprop_triggers (
  sched_name text,
  trigger_name text,
  trigger_group text,
  time_zone_id text,
  str_prop_1 text,
  str_prop_2 text,
  str_prop_3 text,
  int_prop_1 integer,
  int_prop_2 integer,
  long_prop_1 bigint,
  long_prop_2 bigint,
  dec_prop_1 numeric,
  dec_prop_2 numeric,
  bool_prop_1 boolean,
  bool_prop_2 boolean,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_blob_triggers (
  sched_name text,
  trigger_name text,
  trigger_group text,
  blob_data bytea,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_fired_triggers (
  sched_name text,
  entry_id text,
  instance_name text NOT NULL,
  trigger_name text NOT NULL,
  trigger_group text NOT NULL,
  job_name text,
  job_group text,
  state text NOT NULL,
  fired_time bigint NOT NULL,
  sched_time bigint NOT NULL,
  priority integer NOT NULL,
  is_nonconcurrent boolean NOT NULL,
  requests_recovery boolean,
  execution_group varchar(200),
  progress integer,
  progress_message varchar(250),
  interrupt_requested_time bigint,
  PRIMARY KEY (sched_name, entry_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE INDEX quartz_fired_triggers_by_node ON quartz_fired_triggers (sched_name, instance_name, requests_recovery);
CREATE INDEX quartz_fired_triggers_by_job ON quartz_fired_triggers (sched_name, job_name, job_group);
CREATE INDEX quartz_fired_triggers_by_trigger ON quartz_fired_triggers (sched_name, trigger_name, trigger_group);
