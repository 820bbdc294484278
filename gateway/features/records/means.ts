import type { Taker } from '../uploads/service.ts';
import { createChunkPlacer, placeNone } from './place-chunks.ts';
import type { ChunkPlacer } from './place-chunks.ts';
import type { RecordDeps } from './record-deps.ts';

/** What the rounds of a write are prepared with; made once for a write. */
export interface Means {
  taker: Taker;
  placeChunks: ChunkPlacer;
}

/** `signal` ends what is being read. */
export function meansOf({ env, ingest, uploads }: RecordDeps, signal: AbortSignal | undefined): Means {
  return { taker: uploads.taker(signal), placeChunks: createChunkPlacer(env.pg, ingest) };
}

/** Reads no file and makes no chunk: enough to learn what a write would be refused for. */
export function rehearsalMeans({ uploads }: RecordDeps): Means {
  return { taker: uploads.checker(), placeChunks: placeNone };
}
