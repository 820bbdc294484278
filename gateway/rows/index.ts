/**
 * Files of rows: CSV, NDJSON and JSON lists, in any encoding. How a file is read, what its columns seem to be, and its
 * rows as records. All of it blocks, so that it runs in worker threads.
 */
export { inspect } from './inspect.ts';
export type { Inspected } from './inspect.ts';
export { rewriteAsUtf8, encodingOf } from './encoding.ts';
export { findLayout } from './layout.ts';
export type { Layout } from './layout.ts';
export { readLines } from './lines.ts';
export { resolveMapping } from './mapping.ts';
export { readRows, requireRow } from './read-rows.ts';
export type { Bounds } from './row.ts';
export { firstPlace, withFile } from './source.ts';
export type { Place } from './source.ts';
export { shownRow, toRecord } from './to-record.ts';
export type { ReadJson } from './to-record.ts';
