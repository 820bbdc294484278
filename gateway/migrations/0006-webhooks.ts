/** Who is sent events, and what becomes of each that is to be sent. */
export const webhooks = `
CREATE TABLE frodb.webhooks (
  id uuid PRIMARY KEY,
  -- No reference: one whose key is gone is shown as such.
  key_id uuid NOT NULL,
  name text,
  url text NOT NULL,
  types text[],
  database_name text,
  collection_name text,
  -- As it is: every delivery is signed with it.
  secret text NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true,
  -- Why FroDB disabled it by itself.
  disabled_reason text,
  -- What had been committed by then is not sent.
  began pg_snapshot NOT NULL DEFAULT pg_current_snapshot(),
  last_attempt jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_of_key ON frodb.webhooks (key_id, id);

-- They go with their events.
CREATE TABLE frodb.webhook_deliveries (
  webhook_id uuid NOT NULL REFERENCES frodb.webhooks (id) ON DELETE CASCADE,
  event_id bigint NOT NULL REFERENCES frodb.events (id) ON DELETE CASCADE,
  -- Of the event: those of one line are sent in the order of events, one after the other.
  xid xid8 NOT NULL,
  line text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
  -- Since it was made, or retried by hand.
  attempts integer NOT NULL DEFAULT 0,
  attempt_log jsonb NOT NULL DEFAULT '[]',
  due_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_line ON frodb.webhook_deliveries (webhook_id, line, xid, event_id)
  WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_order ON frodb.webhook_deliveries (webhook_id, xid, event_id);
CREATE INDEX webhook_deliveries_event ON frodb.webhook_deliveries (event_id);

INSERT INTO frodb.event_consumers (name) VALUES ('webhooks');
UPDATE frodb.event_consumers c SET xid = newest.xid, id = newest.id
  FROM (SELECT xid, id FROM frodb.events ORDER BY xid DESC, id DESC LIMIT 1) newest WHERE c.name = 'webhooks';
`;
