import { isLarge, jsonPortions } from '../../infra/large-json.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { RecordFormat } from './format.ts';

/** One record a line, as GET gives it. */
export const ndjson: RecordFormat = {
  contentType: 'application/x-ndjson',
  head: () => '',
  lines: async function* (_schema, records) {
    for (const record of records) {
      if (isLarge(record)) yield* jsonPortions(record);
      else yield JSON.stringify(record);
      yield '\n';
      const pause = yieldToLoop();
      if (pause) await pause;
    }
  },
};
