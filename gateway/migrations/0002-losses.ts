/** What stores have lost, how far it is healed, and how the last run ended. */
export const losses = `
-- When FroDB with engines of its own last ended in order; null while it runs, and after an end that was none.
ALTER TABLE frodb.repository ADD COLUMN ended_at timestamptz;

-- Files of live records whose bytes the object store no longer has, or no longer has right.
CREATE TABLE frodb.lost_files (
  id uuid PRIMARY KEY REFERENCES frodb.files (id) ON DELETE CASCADE,
  collection_id text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('missing', 'damaged')),
  since timestamptz NOT NULL DEFAULT now(),
  checked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX lost_files_collection ON frodb.lost_files (collection_id);
CREATE INDEX lost_files_checked ON frodb.lost_files (checked_at);

-- Collections whose search index is not whole: it is filled from Postgres, and searched when that is done.
CREATE TABLE frodb.rebuilds (
  collection_id text PRIMARY KEY REFERENCES frodb.collections (id) ON DELETE CASCADE,
  passages bigint NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now()
);

-- What was deleted a short while ago: a store that loses its power may have it again.
CREATE TABLE frodb.collected (
  store text NOT NULL,
  container text NOT NULL,
  names text[] NOT NULL,
  collection_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX collected_at ON frodb.collected (at);
`;
