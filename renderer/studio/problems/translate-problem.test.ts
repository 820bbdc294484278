import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import type { TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorCodes, fieldProblems } from '../../../gateway/contract/problem-codes.ts';
import type { FieldProblem } from '../../api/problem.ts';
import { createFormat } from '../format/create-format.ts';
import type { Language } from '../preferences.ts';
import { translateFieldProblem, translateProblem } from './translate-problem.ts';

const languages: Language[] = ['en', 'pt'];
const ownCodes = ['unreachable', 'unknown', 'studio'];
const translate = {} as Record<Language, TFunction<'problems'>>;

beforeAll(async () => {
  const read = (language: Language): object =>
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../locales', language, 'problems.json'), 'utf8'),
    ) as object;
  await i18next.init({
    lng: 'en',
    ns: ['problems'],
    interpolation: { escapeValue: false },
    resources: { en: { problems: read('en') }, pt: { problems: read('pt') } },
  });
  for (const language of languages) translate[language] = i18next.getFixedT(language, 'problems');
});

function sentence(language: Language, problem: Omit<FieldProblem, 'path' | 'message'>): string {
  const message = 'in English of the gateway';
  return translateFieldProblem(translate[language], createFormat(language), {
    path: 'a',
    message,
    ...problem,
  });
}

/** Something for every param that a code can have; of those with a list, each of it. */
function examples(params: Record<string, string | readonly string[]>): Record<string, string | number>[] {
  const fixed: Record<string, string | number> = {};
  for (const [name, type] of Object.entries(params)) {
    const bare = name.replace('?', '');
    if (Array.isArray(type)) fixed[bare] = String(type[0]);
    else fixed[bare] = type === 'text' ? 'words' : 3;
  }
  const lists = Object.entries(params).filter(([, type]) => Array.isArray(type));
  const each = lists.flatMap(([name, type]) =>
    (type as readonly string[]).map((word) => ({ ...fixed, [name.replace('?', '')]: word })),
  );
  const required = Object.keys(params).filter((name) => !name.endsWith('?'));
  return [fixed, ...each, Object.fromEntries(required.map((name) => [name, fixed[name] ?? '']))];
}

describe.each(languages)('problems in %s', (language) => {
  it.each([...Object.keys(errorCodes), ...ownCodes])('%s has a title and says what to do', (code) => {
    const { title, text } = translateProblem(translate[language], {
      type: '',
      title: 'gateway',
      status: 400,
      detail: 'gateway',
      code,
    });
    expect([title, text]).not.toContain('gateway');
    expect(title.endsWith('.')).toBe(false);
    expect(text.endsWith('.')).toBe(true);
  });

  it.each(Object.keys(fieldProblems))('%s has words for each of its reasons', (code) => {
    const params = fieldProblems[code as keyof typeof fieldProblems] as Record<
      string,
      string | readonly string[]
    >;
    for (const example of examples(params)) {
      const text = sentence(language, { code, params: example });
      expect({ code, example, text }).toEqual({
        code,
        example,
        text: expect.not.stringMatching(/\{\{|gateway|unit\.|expected\./),
      });
    }
  });
});

it('gives amounts with their unit, as the language writes them', () => {
  const long = { code: 'too_long', params: { max: 2000, unit: 'characters' } };
  expect(sentence('en', long)).toBe('This must have at most 2,000 characters');
  expect(sentence('pt', long)).toBe('Precisa ter no máximo 2.000 caracteres');
  expect(sentence('en', { code: 'out_of_range', params: { min: 1, max: 500, unit: 'fields' } })).toBe(
    'This must be between 1 and 500 fields',
  );
});

it('says which row an import stopped at', () => {
  const stopped = { code: 'not_unique', params: { line: 17, created: 16, before_line: 16 } };
  expect(sentence('en', stopped)).toBe(
    'Line 17: Another record has this value already. 16 records before it are in.',
  );
});

it('keeps the English of a code that it does not know', () => {
  expect(sentence('pt', { code: 'of_next_year' })).toBe('in English of the gateway');
});
