import { describe, expect, it } from 'vitest';
import { parseSchema } from '../schema/parse.ts';
import type { ChunkStats } from '../write/stats.ts';
import { chunkTexts } from './chunk.ts';
import { ChunkEncoder, encodeChunks } from './encode.ts';

const schema = parseSchema({
  name: 'notes',
  fields: [
    { name: 'title', type: 'string', vectorize: true },
    { name: 'code', type: 'string' },
    { name: 'body', type: 'text', vectorize: true },
  ],
  config: { language: 'auto' },
});
const none: ChunkStats = { records: 0, languages: new Map() };
const some: ChunkStats = { records: 1, languages: new Map([['en', { chunks: 1, tokens: 4 }]]) };

describe('chunks of texts', () => {
  it('are cut of searched fields only, in the order of the schema', () => {
    const drafts = chunkTexts(schema, { body: 'Um rio.', code: 'A-1', title: 'Pontes' });
    expect(drafts.map(({ field, text }) => [field, text])).toEqual([
      [1, 'Pontes'],
      [3, 'Um rio.'],
    ]);
    expect(drafts.every(({ isNew, fileId }) => isNew && fileId === null)).toBe(true);
  });

  it('are none for a value that is null or not given, whatever the field is called', () => {
    expect(chunkTexts(schema, { title: null })).toEqual([]);
    const fields = [{ name: 'constructor', type: 'text', vectorize: true }];
    expect(chunkTexts(parseSchema({ name: 'odd', fields }), {})).toEqual([]);
  });
});

describe('encoding', () => {
  it('gives each chunk its language, its length in tokens and a sparse vector', async () => {
    const drafts = chunkTexts(schema, {
      title: 'A ponte não é do rio.',
      body: 'The bridge is not of the river.',
    });
    const chunks = await encodeChunks(schema, some, drafts);
    expect(chunks.map(({ language }) => language)).toEqual(['pt', 'en']);
    for (const { length, sparse } of chunks) {
      const { indices, values } = JSON.parse(sparse) as { indices: number[]; values: number[] };
      expect(length).toBeGreaterThan(0);
      expect(indices).toHaveLength(values.length);
    }
  });

  it('keeps the language that a chunk has already', async () => {
    const [draft] = chunkTexts(schema, { title: 'The bridge is not of the river.' });
    const [chunk] = await encodeChunks(schema, some, [{ ...draft!, language: 'pt', isNew: false }]);
    expect(chunk).toMatchObject({ id: draft!.id, language: 'pt', isNew: false });
  });

  it('hands on at once where the mean length is known', () => {
    const encoder = new ChunkEncoder(schema, some);
    const taken: string[] = [];
    encoder.add(chunkTexts(schema, { title: 'rio' }), ([chunk]) => taken.push(chunk!.text));
    expect(taken).toEqual(['rio']);
  });

  it('waits for a first mean length, and hands on in order, those without chunks too', () => {
    const encoder = new ChunkEncoder(schema, none);
    const taken: string[] = [];
    for (const title of ['um', null, 'dois'])
      encoder.add(chunkTexts(schema, { title }), (chunks) => taken.push(chunks[0]?.text ?? 'none'));
    expect(taken).toEqual([]);
    encoder.finish();
    expect(taken).toEqual(['um', 'none', 'dois']);
  });

  it('weighs the first chunks by their own mean length', () => {
    const weightsOf = (titles: string[]): number[][] => {
      const encoder = new ChunkEncoder(schema, none);
      const all: number[][] = [];
      for (const title of titles) {
        encoder.add(chunkTexts(schema, { title }), ([chunk]) => {
          all.push((JSON.parse(chunk!.sparse) as { values: number[] }).values);
        });
      }
      encoder.finish();
      return all;
    };
    const [alone] = weightsOf(['ponte']);
    const [besideLong] = weightsOf(['ponte', 'ponte velha sobre rio largo perto cidade antiga']);
    expect(besideLong![0]).toBeGreaterThan(alone![0]!);
  });
});
