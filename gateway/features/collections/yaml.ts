import { LineCounter, parseDocument } from 'yaml';
import { limits } from '../../contract/limits.ts';
import { invalidField } from '../../errors.ts';

export const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** A schema or other small document in YAML 1.2 (core). Throws 400 with line and column for what is none. */
export function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const [error] = document.errors;
    if (error) {
      const { line, col } = lines.linePos(error.pos[0]);
      throw malformed(`line ${line}, column ${col}: ${error.message}`);
    }
    // Few aliases are meant; many are a bomb.
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    checkDepth(value, 1);
    return value;
  } catch (error) {
    if (error instanceof RangeError) throw malformed('it nests too deep');
    if (error instanceof ReferenceError) throw malformed(error.message);
    throw error;
  }
}

function checkDepth(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > limits.jsonDepth) {
    throw invalidField('body', 'too_deep', `is more than ${limits.jsonDepth} levels deep`, {
      max: limits.jsonDepth,
    });
  }
  for (const child of Object.values(value)) checkDepth(child, depth + 1);
}

function malformed(reason: string): Error {
  return invalidField('body', 'malformed_yaml', `is not YAML: ${reason}`);
}
