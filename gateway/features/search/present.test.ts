import { expect, it } from 'vitest';
import { rowText, searchedCollection, statsOf } from '../../../test/support/search-parts.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import { readRow } from '../../write/rows.ts';
import { analyseQuery } from './analyse.ts';
import { presentResults } from './present.ts';

const { schema } = searchedCollection();
const file = { id: 'f', key: 'secret', name: 'a.jpg', size: 1, content_type: 'image/jpeg', sha256: 's' };
const photo = [{ ...file, version_id: 'v', extraction: { status: 'none', pages: 0, chunks: 0 } }];
const row = readRow(rowText('a', { body: 'As lontras nadam', kept: 1, plain: null, photo }));
const chunk = { field: 1, number: 2, score: 3, text: 'As lontras nadam', page: 7, boxes: null };

async function present(fields?: string[]) {
  const { matcher } = await analyseQuery('lontra', schema.config, statsOf(1, 1));
  const found = [{ score: 3, row, chunks: [chunk] }];
  const [result] = await presentResults(schema, found, matcher, { fields, lost: noLostFiles });
  return result;
}

it('a result has its record, its files, and its chunks with the words that matched', async () => {
  const result = await present();
  expect(result).toMatchObject({ id: 'a', score: 3, record: { id: 'a', kept: 1, plain: null } });
  expect(result?.files).toMatchObject([{ field: 'photo', name: 'a.jpg' }]);
  expect(JSON.stringify(result)).not.toContain('secret');
  expect(result?.highlights).toEqual([
    { field: 'body', text: chunk.text, ranges: [[3, 10]], chunk_index: 2, score: 3, page: 7, boxes: [] },
  ]);
});

it('the fields that were asked for are those of the record; files and highlights stay', async () => {
  const result = await present(['kept']);
  expect(result?.record).toEqual({ id: 'a', kept: 1 });
  expect(result?.files).toHaveLength(1);
  expect(result?.highlights).toHaveLength(1);
});
