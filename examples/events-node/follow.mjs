/**
 * Follows FroDB's events into a file, one line each, and goes on where it was after any end: each event is in the file
 * exactly once, however often this is killed, FroDB restarted or the connection cut.
 *
 *   FRODB_URL=http://127.0.0.1:7420 FRODB_KEY=frodb_… node follow.mjs events.ndjson [record.*,collection.*]
 *
 * The trick is the one line `keep`: what an event leads to and its position are written as one. A program that writes to a
 * database does both in one transaction.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { FRODB_URL: url = 'http://127.0.0.1:7420', FRODB_KEY: key = '' } = process.env;
const [file = 'events.ndjson', types = 'record.*'] = process.argv.slice(2);

let position = lastPosition();
for (;;) {
  try {
    await follow();
  } catch (error) {
    console.error(String(error.cause ?? error));
  }
  await sleep(1_000);
}

/** Reads one stream to its end. */
async function follow() {
  const headers = { authorization: `Bearer ${key}`, ...(position && { 'last-event-id': position }) };
  const response = await fetch(`${url}/events?types=${encodeURIComponent(types)}`, { headers });
  if (!response.ok) {
    console.error(response.status, await response.text());
    // What the server refuses it will refuse again.
    if (response.status < 500) process.exit(1);
    return;
  }
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    blocks.forEach(take);
  }
}

/** A block of lines `name:value`. One with an `id` and no `data` is a sign of life; the position moves on all the same. */
function take(block) {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/:(.*)/s, 2)));
  if (fields.data) keep(fields.id, JSON.parse(fields.data));
  position = fields.id ?? position;
}

function keep(id, event) {
  // `reset`: events are missing here. A program that mirrors records reads all of them again now.
  appendFileSync(file, `${JSON.stringify({ id, ...event })}\n`, { flush: true });
}

/** Of the last whole line; half of one, from a kill in the middle of it, is taken out. */
function lastPosition() {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf('\n') + 1;
  truncateSync(file, end);
  const line = bytes.subarray(0, end).toString().trimEnd().split('\n').at(-1);
  return line ? JSON.parse(line).id : undefined;
}
