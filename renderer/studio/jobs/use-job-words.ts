import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { createJobWords } from './job-words.ts';
import type { JobWords } from './job-words.ts';

/** What is said of a job: the same in the ring, the line, the tray and the page. */
export function useJobWords(): JobWords {
  const { t, i18n } = useTranslation('jobs');
  const format = useFormat();
  return useMemo(
    () =>
      createJobWords({
        // Titles and units are named by the gateway, so that which words there are is found out by looking.
        say: t as unknown as (key: string, values?: Record<string, unknown>) => string,
        has: (key) => i18n.exists(key, { ns: 'jobs' }) || i18n.exists(`${key}_other`, { ns: 'jobs' }),
        format,
      }),
    [t, i18n, format],
  );
}
