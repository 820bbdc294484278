import { expect, it } from 'vitest';
import type { CollectionSchema, Row } from '../../api/types.ts';
import { hitDay, hitName } from './hit-name.ts';

const schemaOf = (...fields: { name: string; type: string; unique?: boolean }[]): CollectionSchema =>
  ({ name: 'c', fields }) as unknown as CollectionSchema;
const record = (values: object): Row => ({ id: '01a22f9f-600b-700c-9ece-ab42b3bd3174', ...values }) as Row;

it('has a title and what tells it apart', () => {
  const schema = schemaOf(
    { name: 'code', type: 'string', unique: true },
    { name: 'title', type: 'string' },
    { name: 'place', type: 'string' },
  );
  expect(hitName(schema, record({ code: 'A-1', title: 'Flood', place: 'Altamira' }))).toEqual({
    title: 'Flood',
    code: 'A-1',
  });
  expect(hitName(schema, record({ code: 'A-1', title: ' ', place: 'Altamira' })).title).toBe('Altamira');
  expect(hitName(schema, record({ code: 'A-1' }))).toEqual({ title: 'A-1', code: 'A-1' });
  expect(hitName(schema, record({ title: 'Flood' }))).toEqual({ title: 'Flood', code: 'b3bd3174' });
});

it('takes a unique number, and does without a schema', () => {
  const schema = schemaOf({ name: 'number', type: 'int', unique: true });
  expect(hitName(schema, record({ number: 14 }))).toEqual({ title: '14', code: '14' });
  expect(hitName(undefined, record({}))).toEqual({ title: 'b3bd3174', code: 'b3bd3174' });
});

it('has the day of its first date that is there', () => {
  const schema = schemaOf({ name: 'begun', type: 'date' }, { name: 'ended', type: 'datetime' });
  expect(hitDay(schema, record({ begun: null, ended: '2026-01-02T03:04:05Z' }))).toEqual({
    field: 'ended',
    value: '2026-01-02T03:04:05Z',
  });
  expect(hitDay(schema, record({}))).toBeUndefined();
});
