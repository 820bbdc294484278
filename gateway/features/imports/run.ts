import type { ImportResult } from '../../contract/imports.ts';
import { reason } from '../../contract/problem-codes.ts';
import type { FieldProblem } from '../../contract/problem-codes.ts';
import { invalidInput } from '../../errors.ts';
import type { AppError } from '../../errors.ts';
import type { CheckedRecord, Refused, RowFile, RowPortion } from '../../ingest/index.ts';
import type { Collection } from '../../write/collection.ts';
import type { JobContext } from '../jobs/service.ts';
import type { ImportDeps } from './import-deps.ts';
import { readCheckpoint, requireSame } from './input.ts';
import type { Checkpoint, ImportInput } from './input.ts';
import { withLocalPath, writeFileFrom } from './local-file.ts';
import { portionAt } from './portions.ts';
import { rejectedLines } from './rejected.ts';
import { createStepWriter } from './write-step.ts';
import type { StepWriter } from './write-step.ts';

/** What an attempt works with. */
interface Work {
  deps: ImportDeps;
  context: JobContext<ImportInput>;
  collection: Collection;
  file: RowFile;
  step: StepWriter;
}

/**
 * Writes the rows of a job's file, portion by portion from its last checkpoint on. Errors: 404 and 409 where the
 * collection is another one by now, 409 where the file is gone, 400 at the first row that is not taken, if it is to stop
 * there.
 */
export async function runImport(deps: ImportDeps, context: JobContext<ImportInput>): Promise<ImportResult> {
  const { id, input, signal } = context;
  const collection = await requireSame(deps, input);
  return withLocalPath(deps.tempDir, async (path) => {
    const upload = await deps.jobFiles.of(id);
    await writeFileFrom(await deps.jobFiles.read(upload, { signal }), path, signal);
    const file = await deps.ingest.rows.open(collection, path, input.options, signal);
    const step = createStepWriter(deps, context, collection);
    return importRows({ deps, context, collection, file, step });
  });
}

async function importRows(work: Work): Promise<ImportResult> {
  const { context, file } = work;
  let at = readCheckpoint(context.checkpoint, file);
  let reading = read(work, at.from);
  try {
    for (;;) {
      const portion = await reading;
      // The next ones are read while these are written.
      if (!portion.isEnd) reading = readAhead(work, portion.next);
      context.signal.throwIfAborted();
      at = await take(work, at, portion);
      const { created, rejected } = at;
      const detail = `${created + rejected} rows, ${rejected} of them rejected`;
      context.progress({ done: at.from.offset, total: file.size, detail });
      await context.save(at);
      if (portion.isEnd) return { created, rejected };
    }
  } finally {
    // It reads a file that is about to go.
    await Promise.allSettled([reading]);
  }
}

function read({ deps, context, collection, file }: Work, from: Checkpoint['from']): Promise<RowPortion> {
  const options = { wantsChunks: true, signal: context.signal };
  return deps.ingest.rows.read(collection, file, portionAt(collection, from), options);
}

function readAhead(work: Work, from: Checkpoint['from']): Promise<RowPortion> {
  const reading = read(work, from);
  // Whoever waits for it is told.
  reading.catch(() => undefined);
  return reading;
}

/** Writes what can be written of a portion and puts the rest aside. Done twice it is done once. */
async function take(work: Work, at: Checkpoint, portion: RowPortion): Promise<Checkpoint> {
  const { deps, context, step } = work;
  const next = { ...at, from: portion.next, number: at.number + 1 };
  if (portion.count === 0) return next;
  const records: CheckedRecord[] = [];
  for await (const some of portion.records) for (const record of some) records.push(record);
  if (context.input.options.on_error === 'stop') {
    const refused = [...portion.refused, ...(await step.taken(records))];
    if (refused.length > 0) throw stopped(at, portion, refused);
  }
  const written = await step.write(at, records);
  const late = await withRows(work, at, portion, written.refused);
  const rejected = [...portion.refused, ...late].toSorted((a, b) => a.index - b.index);
  if (rejected.length > 0) {
    const name = `${String(at.number).padStart(8, '0')}.ndjson`;
    await deps.jobFiles.putPart(context.id, name, await rejectedLines(rejected));
  }
  return { ...next, created: at.created + written.created, rejected: at.rejected + rejected.length };
}

/** What only the write could refuse, with the rows as the file has them. */
async function withRows(
  { deps, collection, file }: Work,
  { from }: Checkpoint,
  portion: RowPortion,
  refused: Refused[],
): Promise<RowPortion['refused']> {
  if (refused.length === 0) return [];
  const indexes = refused.map(({ index }) => index);
  const rows = await deps.ingest.rows.show(file, portionAt(collection, from), indexes);
  return refused.map((one, n) => ({ ...one, line: portion.lineOf(one.index), row: rows[n] ?? 'null' }));
}

/** 400 at the first row that is not taken: nothing of its portion is written. */
function stopped(at: Checkpoint, portion: RowPortion, refused: Refused[]): AppError {
  const [first] = refused.toSorted((a, b) => a.index - b.index);
  const line = portion.lineOf(first?.index ?? 0);
  const { created } = at;
  const stop = { line, created, before_line: at.from.line };
  const words = `This is line ${line}; the ${created} records of the rows before line ${stop.before_line} are in`;
  const errors = first?.errors ?? [{ path: 'row', ...reason('invalid', 'is not taken') }];
  return invalidInput(
    errors.map((error, n) => ({
      ...error,
      message: n === 0 ? `${error.message}. ${words}` : error.message,
      params: { ...error.params, ...stop },
    })) as FieldProblem[],
  );
}
