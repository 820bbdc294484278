import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ExportFormat } from '../../contract/exports.ts';
import { unavailable } from '../../errors.ts';
import { parseFilters } from '../../filters/index.ts';
import type { Logger } from '../../infra/logger.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { Collection } from '../../write/collection.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import type { StoredRow } from '../../write/prepared.ts';
import { readRow } from '../../write/rows.ts';
import { fileIdsIn, presentRecord } from '../records/service.ts';
import type { PresentedRecord } from '../records/service.ts';
import { csv } from './csv.ts';
import type { RecordFormat } from './format.ts';
import { ndjson } from './ndjson.ts';
import { openSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

export interface ExportDeps {
  pg: Postgres;
  lostFiles: LostFileMarks;
  logger: Logger;
  /** Each has a connection of its own. */
  mostAtOnce: number;
  /** How long a client may take nothing. */
  idleSeconds: number;
}

/** A collection that is to be exported. */
export interface Export {
  contentType: string;
  fileName: string;
  /**
   * The bytes, as fast as they are read; `signal` ends it. A stream that fails has not sent everything. Errors: 503 when
   * Postgres can't be reached or too many exports run.
   */
  open: (signal: AbortSignal) => Promise<Readable>;
}

export type ExportService = ReturnType<typeof createExportService>;

const formats: Record<ExportFormat, RecordFormat> = { ndjson, csv };
/** What goes on at once. */
const portionLength = 64 * 1024;

export function createExportService(deps: ExportDeps) {
  /** Snapshots that are open, or being opened. */
  const running = new Set<Promise<void>>();
  const track = (opening: Promise<Snapshot>): void => {
    const ended: Promise<void> = opening
      .then(
        (snapshot) => snapshot.ended,
        () => undefined,
      )
      .finally(() => running.delete(ended));
    running.add(ended);
  };
  return {
    /** Errors: 400 naming what is wrong with the filters. */
    prepare: (collection: Collection, format: ExportFormat, filters: unknown): Export => {
      const filter = parseFilters(collection.schema, filters);
      return {
        contentType: formats[format].contentType,
        fileName: `${collection.name}.${format}`,
        open: async (signal) => {
          if (running.size >= deps.mostAtOnce) {
            throw unavailable('export', `${running.size} are running, and more may not at once`);
          }
          const opening = openSnapshot({ ...deps, signal }, collection, filter);
          track(opening);
          try {
            return await stream(
              deps,
              { collection, format: formats[format], snapshot: await opening },
              signal,
            );
          } catch (error) {
            throw signal.aborted ? unavailable('export', 'its client has gone', error) : error;
          }
        },
      };
    },
    /** Resolves when those that run have ended. */
    close: async (): Promise<void> => void (await Promise.all(running)),
  };
}

interface Opened {
  collection: Collection;
  format: RecordFormat;
  snapshot: Snapshot;
}

/** Resolves when there is something to send: what fails until then is still an answer. */
async function stream(
  { lostFiles, logger }: ExportDeps,
  opened: Opened,
  signal: AbortSignal,
): Promise<Readable> {
  const { collection, snapshot } = opened;
  const progress = { records: 0, isOver: false };
  const bytes = Readable.from(portions(lostFiles, opened, progress), {
    objectMode: false,
    highWaterMark: portionLength,
  });
  bytes.on('error', (error) => {
    const { name, databaseName } = collection;
    const after = { collection: name, db: databaseName, records: progress.records };
    if (!signal.aborted) logger.warn({ err: error, ...after }, 'an export broke off');
  });
  signal.addEventListener('abort', () => bytes.destroy(), { once: true });
  void snapshot.ended.then(() => {
    if (!progress.isOver)
      bytes.destroy(new Error('Postgres ended the snapshot, or nothing of it was read for too long'));
  });
  await once(bytes, 'readable', { signal });
  return bytes;
}

/** The whole export as text. Its snapshot is closed with it. */
async function* portions(
  lostFiles: LostFileMarks,
  { collection, format, snapshot }: Opened,
  progress: { records: number; isOver: boolean },
): AsyncGenerator<string> {
  const { schema } = collection;
  try {
    let portion = format.head(schema);
    for await (const texts of snapshot.rows()) {
      const records = await presented(lostFiles, collection, texts);
      for await (const line of format.lines(schema, records)) {
        portion += line;
        if (portion.length < portionLength) continue;
        yield portion;
        portion = '';
      }
      progress.records += records.length;
    }
    yield portion;
  } finally {
    progress.isOver = true;
    await snapshot.close();
  }
}

async function presented(
  lostFiles: LostFileMarks,
  collection: Collection,
  texts: string[],
): Promise<PresentedRecord[]> {
  const { schema } = collection;
  const rows: StoredRow[] = [];
  for (const text of texts) {
    rows.push(readRow(text));
    const pause = yieldToLoop();
    if (pause) await pause;
  }
  const lost = await lostFiles.of(collection, fileIdsIn(schema, rows));
  return rows.map((row) => presentRecord(schema, row, { lost }));
}
