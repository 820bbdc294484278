import type { Filter } from '../records/filters/filter.ts';

/** What one looks at in a search, as its address says it. */
export interface SearchParams {
  /** `database.collection`; the tab of a collection has none. */
  in?: string | undefined;
  q?: string | undefined;
  filters?: Filter | undefined;
  /** The record whose details are open. */
  hit?: string | undefined;
  /** Which of its passages, from 1; none: the first. */
  passage?: number | undefined;
  tab?: Exclude<HitTab, 'passage'> | undefined;
}

export type HitTab = 'passage' | 'record' | 'json';

/** Reads an address, which anybody may have written; what makes no sense in it is left out. */
export function readSearchParams(given: Record<string, unknown>): SearchParams {
  const { filters, passage, tab } = given;
  return {
    in: readText(given['in']),
    q: readText(given['q']),
    filters: isObject(filters) && Object.keys(filters).length > 0 ? filters : undefined,
    hit: readText(given['hit']),
    passage: typeof passage === 'number' && Number.isInteger(passage) && passage > 1 ? passage : undefined,
    tab: tab === 'record' || tab === 'json' ? tab : undefined,
  };
}

/** The router reads `q=2025` as a number and `q=true` as a boolean. */
function readText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
