/** Browsers that are signed in, and links by which one can sign in. Both go with their key. */
export const sessions = `
CREATE TABLE frodb.sessions (
  id uuid PRIMARY KEY,
  -- Of what the cookie holds.
  hash bytea NOT NULL UNIQUE,
  key_id uuid NOT NULL REFERENCES frodb.api_keys (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- To the hour.
  used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_of_key ON frodb.sessions (key_id);
CREATE INDEX sessions_expiry ON frodb.sessions (expires_at);

-- A row is deleted by its first use.
CREATE TABLE frodb.login_codes (
  hash bytea PRIMARY KEY,
  key_id uuid NOT NULL REFERENCES frodb.api_keys (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX login_codes_of_key ON frodb.login_codes (key_id);
`;
