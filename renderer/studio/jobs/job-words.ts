import type { ListedJob } from '../../api/types.ts';
import type { Format } from '../format/create-format.ts';
import type { JobState } from './job-state.ts';

type Values = Record<string, unknown>;
type TitledJob = Pick<ListedJob, 'kind' | 'title_key' | 'params'>;
type Progress = ListedJob['progress'];

export interface JobWords {
  /** `Importing prices.csv into items`. */
  title: (job: TitledJob) => string;
  /** The same, with the name that it is about apart. */
  titleParts: (job: TitledJob) => { before: string; name: string; after: string };
  /** `488 of 1,284 records`; of an ended one how much it was. */
  progress: (job: Pick<ListedJob, 'progress' | 'state'>) => string;
  /** `about 2 minutes left`, `waits for its turn`, `done 09:58`. */
  time: (job: ListedJob, now?: number) => string;
  kind: (kind: string) => string;
  state: (state: JobState) => string;
}

interface Parts {
  say: (key: string, values?: Values) => string;
  /** Whether there are such words, of one number or of several. */
  has: (key: string) => boolean;
  format: Format;
}

/** Stands around the name in a title; no name and no translation holds it. */
const mark = '\u0002';

export function createJobWords({ say, has, format }: Parts): JobWords {
  const marked = ({ kind, title_key: key, params }: TitledJob): string => {
    const emphasised = ['collection', 'webhook', 'database'].find((name) => name in params);
    const records = typeof params['records'] === 'number' ? params['records'] : 0;
    const values: Values = { ...params, count: records, records: format.number(records) };
    if (emphasised !== undefined) values[emphasised] = `${mark}${String(params[emphasised])}${mark}`;
    const words = titleKey(key, params);
    return has(words) ? say(words, values) : say('title.other', { kind: wordOf(kind) });
  };
  const wordOf = (kind: string): string => (has(`kind.${kind}`) ? say(`kind.${kind}`) : kind);
  return {
    title: (job) => marked(job).replaceAll(mark, ''),
    titleParts(job) {
      const [before = '', name = '', after = ''] = marked(job).split(mark);
      return { before, name, after };
    },
    progress: ({ progress, state }) => progressWords({ say, has, format }, progress, state === 'succeeded'),
    time: (job, now = Date.now()) => timeWords({ say, format }, job, now),
    kind: wordOf,
    state: (state) => say(`state.${state}`),
  };
}

/** Writes have a title for each action, and one number of records is said otherwise than another. */
function titleKey(key: string, { action }: ListedJob['params']): string {
  const name = key.replace(/^job\./, 'title.');
  if (typeof action !== 'string') return name;
  return `${name}.${action === 'delete many' ? 'deleteMany' : action}`;
}

function progressWords({ say, has, format }: Parts, progress: Progress, isWhole: boolean): string {
  const { done, total, unit, detail } = progress;
  const rows = /^(\d+) rows, (\d+) of them rejected$/.exec(detail ?? '');
  const size = (value: number): string => (unit === 'bytes' ? format.bytes(value) : format.number(value));
  if (isWhole && rows) return rowsWords(say, format, Number(rows[1]), Number(rows[2]));
  if (total === null || isWhole) {
    const key = has(`count.${unit}`) ? unit : 'other';
    return say(`count.${key}`, { count: done, done: size(done) });
  }
  const key = has(`progress.${unit}`) ? unit : 'other';
  return say(`progress.${key}`, { count: total, done: size(done), total: size(total) });
}

function rowsWords(say: Parts['say'], format: Format, read: number, rejected: number): string {
  const rows = say('progress.readRows', { count: read, rows: format.number(read) });
  if (rejected === 0) return rows;
  const aside = say('progress.rejectedRows', { count: rejected, rows: format.number(rejected) });
  return say('progress.importedRows', { rows, rejected: aside });
}

function timeWords({ say, format }: Pick<Parts, 'say' | 'format'>, job: ListedJob, now: number): string {
  const { state, eta_seconds: eta, ended_at: endedAt, next_attempt_at: next, attempts } = job;
  switch (state) {
    case 'running':
      if (eta === null) return say('runningNow');
      return eta <= 1 ? say('leftLittle') : say('left', { duration: format.duration(eta) });
    case 'waiting':
      if (attempts === 0 || next === null) return say('inTurn');
      // This machine's clock may be another than FroDB's.
      return Date.parse(next) > now ? say('again', { when: format.ago(next, now) }) : say('againSoon');
    case 'succeeded':
      return say('doneAt', { time: endedAt && format.time(endedAt) });
    case 'failed':
      return say('failedAt', { time: endedAt && format.time(endedAt) });
    case 'cancelled':
      return say('cancelledAt', { time: endedAt && format.time(endedAt) });
  }
}
