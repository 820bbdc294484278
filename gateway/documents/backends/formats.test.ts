import { describe, expect, it } from 'vitest';
import { binaryFormats, textFormats } from './index.ts';

const formats = [...binaryFormats, ...textFormats];

describe('the formats', () => {
  it('have names, endings and media types of their own', () => {
    const claims = formats.flatMap(({ name, endings, declaredAs }) => [
      name,
      ...[...endings.keys()].map((ending) => `.${ending}`),
      ...declaredAs,
    ]);
    expect(new Set(claims).size).toBe(claims.length);
    expect(claims).toEqual(claims.map((claim) => claim.toLowerCase()));
  });

  it('leave no file without one', () => {
    expect(binaryFormats.at(-1)!.recogniseClaimed?.(new Uint8Array())).toBe('application/octet-stream');
    expect(textFormats.at(-1)!.recognise?.(new Uint8Array())).toBe('text/plain');
  });
});
