import { describe, expect, it } from 'vitest';
import { chunkingOf } from './chunking.ts';
import { parseSchema } from './parse.ts';

describe('how the text of a field is cut', () => {
  it.each([
    ['as a collection without config is', {}, {}, 1200, 200],
    ['as its collection is', { chunk_size: 500, chunk_overlap: 300 }, {}, 500, 300],
    ['by a size of its own, with a quarter of it as overlap', {}, { chunk_size: 100 }, 100, 25],
    [
      'by a size of its own, with the smaller overlap of its collection',
      { chunk_overlap: 10 },
      { chunk_size: 800 },
      800,
      10,
    ],
    ['by a size and an overlap of its own', {}, { chunk_size: 100, chunk_overlap: 90 }, 100, 90],
    ['by an overlap of its own', { chunk_size: 500 }, { chunk_overlap: 0 }, 500, 0],
  ])('%s', (_, config, extract, chunkSize, chunkOverlap) => {
    const files = { name: 'files', type: 'file', vectorize: true, extract_config: extract };
    const schema = parseSchema({ name: 'docs', fields: [files], config });
    expect(chunkingOf(schema, schema.fields[0]!)).toEqual({ chunkSize, chunkOverlap });
  });
});
