import { limits } from '../../contract/limits.ts';
import { invalidInput } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { Problems } from '../../schema/problems.ts';
import { wrongType } from '../../schema/wrong-type.ts';
import { jsonCheck } from '../../schema/field-types/json.ts';

/** Metadata as a client gave it, unchanged. Throws 400 with the path of everything that could not be kept as it is. */
export function checkMetadata(given: unknown): Record<string, unknown> {
  const problems = new Problems('metadata');
  if (!isObject(given)) problems.addReason(wrongType('object', given));
  else if (jsonCheck(given, problems) && JSON.stringify(given).length > limits.metadataBytes) {
    problems.add('too_long', `must be at most ${limits.metadataBytes} characters of JSON`, {
      max: limits.metadataBytes,
      unit: 'characters',
    });
  }
  if (problems.list.length > 0) throw invalidInput(problems.list);
  return given as Record<string, unknown>;
}
