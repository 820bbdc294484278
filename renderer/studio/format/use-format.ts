import { usePreferences } from '../preferences.ts';
import type { Language } from '../preferences.ts';
import { createFormat } from './create-format.ts';
import type { Format } from './create-format.ts';

/** One of each language: a table asks for it in every cell. */
const formats = new Map<Language, Format>();

/** How the reader's language writes numbers, sizes and times. */
export function useFormat(): Format {
  const language = usePreferences((preferences) => preferences.language);
  let format = formats.get(language);
  if (!format) {
    format = createFormat(language);
    formats.set(language, format);
  }
  return format;
}
