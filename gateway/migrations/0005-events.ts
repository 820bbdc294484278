/** What followers of events are told beside what was in the rows already, and how far back they may go. */
export const events = `
ALTER TABLE frodb.events
  ADD COLUMN key_id uuid,
  ADD COLUMN agent_id text,
  ADD COLUMN request_id text,
  -- What only some types have to say, as followers get it.
  ADD COLUMN details jsonb;
ALTER TABLE frodb.audit ADD COLUMN details jsonb;

-- The last event that was deleted: whoever was told less has missed some.
CREATE TABLE frodb.forgotten_events (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  xid xid8 NOT NULL DEFAULT '0',
  id bigint NOT NULL DEFAULT 0
);
INSERT INTO frodb.forgotten_events DEFAULT VALUES;
UPDATE frodb.forgotten_events f SET xid = oldest.xid, id = oldest.id - 1
  FROM (SELECT xid, id FROM frodb.events ORDER BY xid, id LIMIT 1) oldest;
`;
