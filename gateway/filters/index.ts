export type { Filter } from './filter.ts';
export { parseFilters } from './parse.ts';
export { filterToSql } from './sql.ts';
export { filterToQdrant } from './qdrant.ts';
export { payloadIndexes, payloadOf } from './payload.ts';
export { parseSort, sortToSql } from './sort.ts';
export { afterToSql, decodeCursor, encodeCursor, queryHash } from './cursor.ts';
