import { limits } from '../../../gateway/contract/limits.ts';
import type { FieldProblem } from '../../api/problem.ts';
import type { Field } from '../../api/types.ts';
import { mediaTypeOf } from './media-type.ts';

/** What a file field asks of a file. */
export type FileRules = Pick<Field, 'accept' | 'max_bytes'>;

/**
 * Why a field would refuse a file, told before it is sent, in the gateway's own codes; null when it takes it. A file that
 * is taken here may still be refused when its text is read.
 */
export function refusalOf(file: Pick<File, 'name' | 'type' | 'size'>, rules: FileRules): FieldProblem | null {
  const max = Math.min(rules.max_bytes ?? limits.fileBytes, limits.fileBytes);
  if (file.size > max) {
    const message = `may have at most ${max} bytes`;
    return { path: '', code: 'too_large', message, params: { max, unit: 'bytes' } };
  }
  if (rules.accept && !accepts(rules.accept, mediaTypeOf(file))) {
    const accept = rules.accept.join(', ');
    return {
      path: '',
      code: 'not_accepted',
      message: `must be ${accept}`,
      params: { accept, type: mediaTypeOf(file) },
    };
  }
  return null;
}

function accepts(accept: readonly string[], type: string): boolean {
  return accept.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one));
}
