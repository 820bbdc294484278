import { useMemo } from 'react';
import { usePreferences } from '../preferences.ts';
import { createFormat } from './create-format.ts';
import type { Format } from './create-format.ts';

/** How the reader's language writes numbers, sizes and times. */
export function useFormat(): Format {
  const language = usePreferences((preferences) => preferences.language);
  return useMemo(() => createFormat(language), [language]);
}
