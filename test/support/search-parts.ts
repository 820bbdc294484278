import { parseSchema } from '../../gateway/schema/parse.ts';
import { physicalNames } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import type { ChunkStats } from '../../gateway/write/stats.ts';

/** A collection that no store has: a searched `body`, `kept` in the payload, `plain` and `photo` not. */
export function searchedCollection(): Collection {
  const schema = parseSchema({
    name: 'notes',
    fields: [
      { name: 'body', type: 'text', vectorize: true },
      { name: 'kept', type: 'int', filterable: true },
      { name: 'plain', type: 'int' },
      { name: 'photo', type: 'file', extract_config: { extract_text: false } },
    ],
    config: { language: 'pt' },
  });
  return {
    ...physicalNames('notes', 'aaaaaaaaaaaaa'),
    id: 'aaaaaaaaaaaaa',
    databaseId: 'bbbbbbbbbbbbb',
    databaseName: 'default',
    name: 'notes',
    schema,
    schemaVersion: 1,
    schemaName: 'd_bbbbbbbbbbbbb',
    generation: 1,
    isRebuilding: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** Of so many records with so many chunks of Portuguese. */
export function statsOf(records: number, chunks: number): ChunkStats {
  const languages = chunks > 0 ? [['pt', { chunks, tokens: 20 * chunks }] as const] : [];
  return { records, languages: new Map(languages) };
}

/** A row as Postgres writes it as JSON, with further columns. */
export function rowText(id: string, columns: object = {}): string {
  const time = '2026-01-01T00:00:00.000+00:00';
  return JSON.stringify({ id, revision: 'r', created_at: time, updated_at: time, ...columns });
}
