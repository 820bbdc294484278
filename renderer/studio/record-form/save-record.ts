import { api, dataOf } from '../../api/client.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { Row } from '../../api/types.ts';

type Json = Record<string, unknown>;

export interface Saving {
  at: CollectionPath;
  json: Json;
  /** The record that is changed, as it was when the change began; null: a new one. */
  base: Pick<Row, 'id' | 'revision'> | null;
}

/** A key for each thing that is sent, so that what is sent twice for want of an answer is written once. */
const sent = { body: '', key: '' };

function idempotencyKey(body: string): string {
  if (sent.body !== body) Object.assign(sent, { body, key: crypto.randomUUID() });
  return sent.key;
}

/** Forgets what was sent: the same again is a new record. */
export function forgetSent(): void {
  sent.body = '';
}

/** Writes a new record, or what is changed of one that nobody else has changed meanwhile (else 412). */
export async function saveRecord({ at, json, base }: Saving): Promise<Row> {
  const key = idempotencyKey(JSON.stringify([at, json, base]));
  const saved = base
    ? await dataOf(
        api.PATCH('/databases/{database}/collections/{collection}/records/{id}', {
          params: {
            path: { ...at, id: base.id },
            header: { 'If-Match': `"${base.revision}"`, 'Idempotency-Key': key },
          },
          body: json,
        }),
      )
    : await dataOf(
        api.POST('/databases/{database}/collections/{collection}/records', {
          params: { path: at, header: { 'Idempotency-Key': key } },
          body: json,
        }),
      );
  forgetSent();
  return saved;
}

/** A record as it is now. */
export function readRecord(at: CollectionPath, id: string): Promise<Row> {
  return dataOf(
    api.GET('/databases/{database}/collections/{collection}/records/{id}', {
      params: { path: { ...at, id } },
    }),
  );
}
