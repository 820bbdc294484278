/** FroDB's own tables, all in schema `frodb`. Users' tables live in schemas of their own (`d_<id>`). */
export const init = `
CREATE TABLE frodb.repository (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE frodb.databases (
  id text PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE frodb.collections (
  id text PRIMARY KEY,
  database_id text NOT NULL REFERENCES frodb.databases (id),
  name text COLLATE "C" NOT NULL,
  schema jsonb NOT NULL,
  schema_version integer NOT NULL DEFAULT 1,
  generation integer NOT NULL DEFAULT 1,
  qdrant_collection text,
  bucket text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (database_id, name)
);

-- What record writes change is kept apart from the catalogue row: folded by the sweeper from events' deltas.
CREATE TABLE frodb.collection_stats (
  collection_id text PRIMARY KEY REFERENCES frodb.collections (id) ON DELETE CASCADE,
  records bigint NOT NULL DEFAULT 0,
  files bigint NOT NULL DEFAULT 0,
  object_bytes bigint NOT NULL DEFAULT 0,
  changed_at timestamptz
);
CREATE TABLE frodb.collection_languages (
  collection_id text NOT NULL REFERENCES frodb.collections (id) ON DELETE CASCADE,
  language text NOT NULL,
  chunks bigint NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (collection_id, language)
);

CREATE TABLE frodb.api_keys (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  type text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  prefix text NOT NULL,
  databases jsonb,
  permissions jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz
);

-- One row lists all that a write puts, before it is put. Taken out by the commit, or claimed and rolled back.
CREATE TABLE frodb.intents (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('write', 'staged', 'collection')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'rolling_back', 'rolled_back')),
  owner uuid NOT NULL,
  lease_until timestamptz NOT NULL,
  collection_id text,
  bucket text,
  qdrant_collection text,
  keys text[] NOT NULL DEFAULT '{}',
  rounds jsonb NOT NULL DEFAULT '[]',
  file jsonb,
  key_id uuid,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX intents_lease ON frodb.intents (lease_until);
CREATE INDEX intents_owner ON frodb.intents (owner);
CREATE INDEX intents_collection ON frodb.intents (collection_id);

-- Exactly the ids and keys to delete; names IS NULL means the whole bucket or Qdrant collection.
CREATE TABLE frodb.garbage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store text NOT NULL CHECK (store IN ('qdrant', 'objects')),
  container text NOT NULL,
  names text[],
  collection_id text NOT NULL,
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0
);
CREATE INDEX garbage_due ON frodb.garbage (due_at);
CREATE INDEX garbage_collection ON frodb.garbage (collection_id);

CREATE TABLE frodb.files (
  id uuid PRIMARY KEY,
  collection_id text NOT NULL,
  record_id uuid NOT NULL,
  field text NOT NULL,
  size bigint NOT NULL
);
CREATE INDEX files_record ON frodb.files (collection_id, record_id);

CREATE TABLE frodb.audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  action text NOT NULL,
  key_id uuid,
  agent_id text,
  request_id text,
  database_name text,
  collection_name text,
  collection_id text,
  revision uuid,
  record_ids uuid[]
);
CREATE INDEX audit_revision ON frodb.audit (revision);

CREATE TABLE frodb.events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  type text NOT NULL,
  database_name text,
  collection_name text,
  collection_id text,
  revision uuid,
  record_ids uuid[],
  records integer NOT NULL DEFAULT 0,
  files integer NOT NULL DEFAULT 0,
  object_bytes bigint NOT NULL DEFAULT 0,
  languages jsonb
);
CREATE INDEX events_order ON frodb.events (xid, id);

-- How far the sweeper has folded events into the stats rows.
CREATE TABLE frodb.stats_position (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  xid xid8 NOT NULL,
  id bigint NOT NULL
);
INSERT INTO frodb.stats_position (xid, id) VALUES ('0', 0);

CREATE TABLE frodb.idempotency (
  key_id uuid NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  key text NOT NULL,
  input_hash bytea,
  owner uuid NOT NULL,
  lease_until timestamptz NOT NULL,
  status integer,
  headers jsonb,
  body jsonb,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (key_id, method, path, key)
);
CREATE INDEX idempotency_expiry ON frodb.idempotency (expires_at);

-- A condition of a commit: raises, and so undoes all of it, unless as many rows as wanted were touched.
CREATE FUNCTION frodb.expect(actual bigint, wanted bigint, what text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF actual IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'expected % %, found %', wanted, what, actual USING ERRCODE = 'FR001', DETAIL = what;
  END IF;
  RETURN true;
END $$;
`;
