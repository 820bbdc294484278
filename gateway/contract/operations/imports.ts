/* Files of rows. */

import { importBody } from '../imports.ts';
import * as example from './examples.ts';
import type { Operation } from './operation.ts';

export const importOperations: Record<string, Operation> = {
  'POST /imports:inspect': {
    id: 'inspectFile',
    tag: 'imports',
    summary: 'Find out what a CSV, NDJSON or JSON file is',
    description:
      'Reads the first 10,000 rows (8 MB at most) of the part `file` of a multipart body, and keeps nothing. What is known of the file may come before it, as JSON in a part `options`. The schema can be posted as a new collection, and the mapping used to import the file into it. `warnings` says what was guessed, and `notices` the same by code.',
    answer: {
      format: 'csv',
      delimiter: ';',
      encoding: 'windows-1252',
      header: true,
      rows_read: 2,
      schema: {
        name: 'items',
        fields: [
          { name: 'title', type: 'string', required: true },
          { name: 'preco', type: 'float' },
        ],
        config: example.schema.config,
      },
      mapping: { title: 'title', Preço: { field: 'preco', decimal: ',' } },
      sample: [{ title: 'Kettle', preco: 24.5 }],
      warnings: [],
      notices: [],
    },
  },
  'POST /collections/{collection}/imports': {
    id: 'importRecords',
    tag: 'imports',
    summary: 'Import a file of rows',
    description:
      'The parts `file` and `options` (JSON) of a multipart body, or JSON with the `file_id` of a staged upload beside the options. The rows are written by a job, batch by batch; those that are not valid are put aside. With `dry_run=true` all are only read and checked: 200.',
    headers: ['Idempotency-Key'],
    bodySchema: importBody,
    body: { file_id: example.fileId, mapping: { Preço: { field: 'price', decimal: ',' } } },
    answer: {
      ...example.job,
      kind: 'import',
      state: 'waiting',
      title_key: 'job.import',
      params: { file: 'prices.csv', collection: 'items' },
    },
  },
  'GET /jobs/{id}/rejected': {
    id: 'downloadRejectedRows',
    tag: 'imports',
    summary: 'Download the rows that an import has put aside',
    description:
      'As NDJSON: the line of each row, the row as its file has it, and what is wrong with it. While the job runs, those that it has met so far.',
  },
};
