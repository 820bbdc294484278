/** Readers of events by name, the fold of the stats being the first: it goes on from where it was. */
export const eventConsumers = `
CREATE TABLE frodb.event_consumers (
  name text PRIMARY KEY,
  -- Of the last event whose effect is committed.
  xid xid8 NOT NULL DEFAULT '0',
  id bigint NOT NULL DEFAULT 0
);
INSERT INTO frodb.event_consumers (name, xid, id) SELECT 'stats', xid, id FROM frodb.stats_position;
DROP TABLE frodb.stats_position;
`;
