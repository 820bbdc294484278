import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import type { ListedJob } from '../../api/types.ts';
import en from '../../locales/en/jobs.json';
import pt from '../../locales/pt/jobs.json';
import { createFormat } from '../format/create-format.ts';
import { createJobWords } from './job-words.ts';

const i18n = i18next.createInstance();
await i18n.init({
  resources: { en: { jobs: en }, pt: { jobs: pt } },
  defaultNS: 'jobs',
  ns: ['jobs'],
  lng: 'en',
  interpolation: { escapeValue: false },
});
function wordsIn(language: 'en' | 'pt') {
  const say = i18n.getFixedT(language) as unknown as (
    key: string,
    values?: Record<string, unknown>,
  ) => string;
  const exists = (key: string): boolean => i18n.exists(key, { lng: language });
  return createJobWords({
    say,
    has: (key) => exists(key) || exists(`${key}_other`),
    format: createFormat(language),
  });
}
const now = Date.parse('2026-11-24T10:00:00Z');
const job: ListedJob = {
  id: '1',
  kind: 'import',
  state: 'running',
  title_key: 'job.import',
  params: { file: 'prices <b>.csv', collection: 'items' },
  database: 'shop',
  collection: 'items',
  progress: { done: 488, total: 1_284, unit: 'records', detail: null },
  eta_seconds: 130,
  attempts: 1,
  error: null,
  result: null,
  created_by: null,
  created_at: '2026-11-24T09:00:00.000Z',
  started_at: null,
  ended_at: null,
  next_attempt_at: null,
};
const write = (action: string, records: number): ListedJob => ({
  ...job,
  kind: 'write',
  title_key: 'job.write',
  params: { action, collection: 'items', records },
});

describe.each<['en' | 'pt', string[]]>([
  [
    'en',
    [
      'Importing prices <b>.csv into items',
      'Writing 1,200 records in items',
      'Deleting 1 record from items',
      'Changing a record in items',
      'Work of kind moon.phase',
      '488 of 1,284 records',
      'about 2 minutes left',
      'tries again in 2 minutes',
      'tries again soon',
    ],
  ],
  [
    'pt',
    [
      'Importando prices <b>.csv para items',
      'Gravando 1.200 registros em items',
      'Apagando 1 registro de items',
      'Alterando um registro de items',
      'Tarefa do tipo moon.phase',
      '488 de 1.284 registros',
      'cerca de 2 minutos',
      'nova tentativa em 2 minutos',
      'nova tentativa em breve',
    ],
  ],
])('words of jobs in %s', (language, wanted) => {
  const words = wordsIn(language);
  const waiting = { ...job, state: 'waiting' as const };

  it('says what is done, how far it is, and how long it takes', () => {
    expect([
      words.title(job),
      words.title(write('batch', 1_200)),
      words.title(write('delete many', 1)),
      words.title(write('patch', 1)),
      words.title({ ...job, kind: 'moon.phase', title_key: 'job.moon.phase' }),
      words.progress(job),
      words.time(job, now),
      words.time({ ...waiting, next_attempt_at: '2026-11-24T10:02:00Z' }, now),
      words.time({ ...waiting, next_attempt_at: '2026-11-24T09:00:00Z' }, now),
    ]).toEqual(wanted);
  });
});

it('has the name that a title is about apart', () => {
  expect(wordsIn('en').titleParts(job)).toEqual({
    before: 'Importing prices <b>.csv into ',
    name: 'items',
    after: '',
  });
});

it('counts the rows of an import whose progress is in bytes', () => {
  const progress = { done: 900, total: 900, unit: 'bytes', detail: '1042 rows, 3 of them rejected' };
  expect(wordsIn('pt').progress({ progress, state: 'succeeded' })).toBe('1.042 linhas lidas, 3 recusadas');
  expect(wordsIn('en').progress({ progress, state: 'running' })).toBe('900 bytes of 900 bytes');
});
