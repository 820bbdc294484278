/**
 * What people see of long work. The queue of what runs next is pg-boss' own schema; a row there is there as long as its
 * job waits or runs.
 */
export const jobs = `
CREATE TABLE frodb.jobs (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  lane text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
  -- NULL for what FroDB does by itself.
  key_id uuid,
  agent_id text,
  request_id text,
  database_name text,
  collection_name text,
  collection_id text,
  -- At most one that waits or runs has it.
  exclusive text,
  is_wanted_again boolean NOT NULL DEFAULT false,
  title_key text NOT NULL,
  params jsonb NOT NULL,
  input jsonb NOT NULL,
  -- Where its steps are: an interrupted job goes on from here.
  checkpoint jsonb,
  done bigint NOT NULL DEFAULT 0,
  total bigint,
  unit text NOT NULL,
  detail text,
  per_second double precision,
  -- Its place among the others of its lane: keys take turns.
  turn integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- Attempts since its last step forward: those that failed or broke off, and those that found an engine down.
  tries integer NOT NULL DEFAULT 0,
  waits integer NOT NULL DEFAULT 0,
  unavailable_since timestamptz,
  attempt_log jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  result jsonb,
  owner uuid,
  lease_until timestamptz,
  is_cancel_wanted boolean NOT NULL DEFAULT false,
  due_at timestamptz DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  attempt_started_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX jobs_turn ON frodb.jobs (lane, turn) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_key_turn ON frodb.jobs (lane, key_id, turn) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_due ON frodb.jobs (due_at) WHERE state = 'waiting';
CREATE INDEX jobs_lease ON frodb.jobs (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX jobs_exclusive ON frodb.jobs (exclusive) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_ended ON frodb.jobs (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX jobs_of_key ON frodb.jobs (key_id, id);

-- Bytes that a job was given, in portions.
CREATE TABLE frodb.job_bodies (
  job_id uuid NOT NULL REFERENCES frodb.jobs (id) ON DELETE CASCADE,
  number integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (job_id, number)
);
-- They are compressed enough, or random.
ALTER TABLE frodb.job_bodies ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Staged uploads that are kept as long as the job is.
CREATE TABLE frodb.job_holds (
  intent_id uuid PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES frodb.jobs (id) ON DELETE CASCADE
);
CREATE INDEX job_holds_job ON frodb.job_holds (job_id);
`;
