import { expect, it } from 'vitest';
import { readTable } from './workspace.ts';

it('reads cells by the types of the schema and leaves empty ones out', () => {
  const types = { id: 'string', n: 'int', x: 'float', ok: 'boolean', day: 'date', note: 'text' };
  const schema = { fields: Object.entries(types).map(([name, type]) => ({ name, type })) };
  const csv = 'id,n,x,ok,day,note\n007,12,4.5,false,2025-01-02,"a, b"\n008,,,,,\n';
  expect(readTable(csv, schema)).toEqual([
    { id: '007', n: 12, x: 4.5, ok: false, day: '2025-01-02', note: 'a, b' },
    { id: '008' },
  ]);
});
