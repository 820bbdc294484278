import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldTypeNames } from '../../../gateway/contract/enumerations.ts';
import { AppError } from '../../../gateway/errors.ts';
import { parseSchema } from '../../../gateway/schema/parse.ts';
import { duplicateField, insertField, moveField, setKey, setType } from './edit-fields.ts';
import { keysOfType } from './field-keys.ts';
import { fieldRows } from './field-rows.ts';
import { applyFix, nameFrom, quickFix } from './quick-fix.ts';
import { draftOf, editDraft, readDocument, readValue, switchFormat, typeText } from './schema-document.ts';
import { findPlace } from './schema-places.ts';

const yaml = `# Visits of the crew
name: visits
fields:
  - name: code # unique
    type: string
    required: true
  # how deep
  - name: depth
    type: interger
    indexed: true
`;

describe('a draft', () => {
  test('keeps comments and order when the form changes it', () => {
    const draft = editDraft(draftOf(yaml), (document) => {
      setKey(document, ['fields', 0], 'description', 'Of the visit');
      setType(document, ['fields', 1], 'int');
      moveField(document, ['fields'], 1, 0);
    });
    expect(draft.text).toBe(`# Visits of the crew
name: visits
fields:
  # how deep
  - name: depth
    type: int
    indexed: true
  - name: code # unique
    type: string
    description: Of the visit
    required: true
`);
  });

  test('comes back from JSON as it went, when nobody changed it', () => {
    const there = switchFormat(draftOf(yaml), 'json');
    expect(JSON.parse(there.text)).toEqual(readValue(draftOf(yaml)));
    expect(switchFormat(there, 'yaml').text).toBe(yaml);
  });

  test('keeps its comments while JSON is edited', () => {
    const json = switchFormat(draftOf(yaml), 'json');
    const value = JSON.parse(json.text) as { fields: { name: string; type: string }[] };
    value.fields.reverse();
    value.fields[0]!.type = 'float';
    value.fields.push({ name: 'note', type: 'text' });
    expect(switchFormat(typeText(json, JSON.stringify(value)), 'yaml').text).toBe(`# Visits of the crew
name: visits
fields:
  # how deep
  - name: depth
    type: float
    indexed: true
  - name: code # unique
    type: string
    required: true
  - name: note
    type: text
`);
  });

  test('stays as it is while it can not be read', () => {
    const broken = typeText(switchFormat(draftOf(yaml), 'json'), '{"name": ');
    expect(editDraft(broken, (document) => setKey(document, [], 'name', 'x'))).toBe(broken);
    expect(switchFormat(broken, 'yaml')).toBe(broken);
    expect(broken.yaml).toBe(yaml);
  });

  test('begins from nothing', () => {
    const { text } = editDraft(draftOf(''), (document) => {
      setKey(document, [], 'name', 'notes');
      insertField(document, ['fields'], 0, { name: 'a', type: 'string' });
    });
    expect(text).toBe('name: notes\nfields:\n  - name: a\n    type: string\n');
  });

  test('has lists that were empty written as lists', () => {
    const { text } = editDraft(draftOf('fields: []\n'), (document) => {
      insertField(document, ['fields'], 0, { name: 'a', type: 'string' });
      duplicateField(document, ['fields'], 0);
    });
    expect(text).toBe('fields:\n  - name: a\n    type: string\n  - name: a_2\n    type: string\n');
  });
});

describe('a place', () => {
  const at = (path: string, of?: 'key'): string => {
    const { from, to } = findPlace(readDocument(yaml), path, of);
    return yaml.slice(from, to);
  };
  test.each([
    ['fields[1].type', 'interger'],
    ['fields[0].unknown', 'name'],
    ['fields[1]', 'name'],
    ['fields', 'fields'],
    ['config.chunk_size', 'name'],
    ['body', 'name'],
  ])('%s', (path, text) => expect(at(path)).toBe(text));
  test('of a key', () => expect(at('fields[1].indexed', 'key')).toBe('indexed'));
  test('of a key with a dot in it', () => {
    const document = readDocument('{"a": {"b.c": 1, "b": {"c": 2}}}');
    expect(findPlace(document, 'a.b.c').keys).toEqual(['a', 'b.c']);
  });
});

/** What is left wrong after each first problem was put right by its quick fix. */
function mend(text: string): { text: string; left: string[] } {
  let draft = draftOf(text);
  for (let round = 0; round < 10; round++) {
    const problems = problemsOf(readValue(draft));
    const document = readDocument(draft.text);
    const fix = problems.map((problem) => quickFix(document, problem)).find(Boolean);
    if (!fix) return { text: draft.text, left: problems.map(({ path, code }) => `${path} ${code}`) };
    draft = editDraft(draft, (changed) => applyFix(changed, fix));
  }
  return { text: draft.text, left: ['endless'] };
}

function problemsOf(schema: unknown) {
  try {
    parseSchema(schema);
    return [];
  } catch (error) {
    if (error instanceof AppError) return error.errors ?? [];
    throw error;
  }
}

describe('a quick fix', () => {
  test.each([
    ['an unknown type', 'type: interger', 'type: int'],
    ['a type by another name', 'type: VARCHAR', 'type: string'],
    ['a mistyped key', 'type: int\n    requierd: true', 'type: int\n    required: true'],
    ['a key that means nothing', 'type: int\n    zzz: 1', 'type: int'],
    ['a key of another type', 'type: text\n    indexed: true', 'type: text'],
  ])('mends %s', (_what, before, after) => {
    const wrap = (field: string): string => `name: a\nfields:\n  - name: b\n    ${field}\n`;
    expect(mend(wrap(before))).toEqual({ text: wrap(after), left: [] });
  });

  test('mends names', () => {
    const text = 'name: A\nfields:\n  - name: Vazão (m³/s)\n    type: int\n  - name: id\n    type: int\n';
    expect(mend(text)).toEqual({
      text: 'name: a\nfields:\n  - name: vazao_m3_s\n    type: int\n  - name: own_id\n    type: int\n',
      left: [],
    });
  });

  test('makes names of anything', () => {
    expect(nameFrom('2ª Medição')).toBe('a_medicao');
    expect(nameFrom('水')).toBe('');
  });
});

describe('what the form offers', () => {
  const samples: Record<string, unknown> = {
    values: ['x'],
    items: { type: 'string' },
    description: 'd',
    unit: 'm',
    accept: ['a/b'],
    max_files: 1,
    max_bytes: 1,
    max_length: 1,
    multiple: true,
    extract_config: { on_error: 'store' },
  };
  test.each(fieldTypeNames)('is taken: %s', (type) => {
    const base: Record<string, unknown> = { name: 'a', type };
    if (type === 'enum') base['values'] = ['x'];
    if (type === 'array') base['items'] = { type: 'string' };
    for (const key of keysOfType(type) ?? []) {
      if (['name', 'type', 'schema', 'default', 'min', 'max'].includes(key)) continue;
      const field = { ...base, [key]: samples[key] ?? true };
      expect({ key, problems: problemsOf({ name: 'c', fields: [field] }) }).toEqual({ key, problems: [] });
    }
  });
});

test('rows know where fields go', () => {
  const rows = fieldRows({
    fields: [
      { name: 'a', type: 'string', filterable: true },
      { name: 'b', type: 'file', store_in: ['postgres', 'qdrant', 'minio'] },
      { name: 'c', type: 'array', schema: [{ name: 'd', type: 'int' }] },
      'nonsense',
    ],
  });
  expect(rows.map(({ id, depth, stores }) => `${id} ${depth} ${stores.join('+')}`)).toEqual([
    'fields.0 0 postgres+qdrant',
    'fields.1 0 postgres+qdrant+minio',
    'fields.2 0 postgres',
    'fields.2.schema.0 1 postgres',
    'fields.3 0 postgres',
  ]);
});

describe.each(['en', 'pt'])('starters in %s', (language) => {
  const folder = join(import.meta.dirname, 'starters', language);
  test.each(readdirSync(folder))('%s is a schema', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(problemsOf(readValue(draftOf(text)))).toEqual([]);
    expect(editDraft(draftOf(text), () => {}).text).toBe(text);
  });
});
