import { jobKinds } from '../../contract/enumerations.ts';
import type { ImportResult } from '../../contract/imports.ts';
import type { JobKind } from '../jobs/service.ts';
import type { ImportDeps } from './import-deps.ts';
import { importInput } from './input.ts';
import type { ImportInput } from './input.ts';
import { runImport } from './run.ts';

/** Rows of a file become records. */
export function importKind(deps: ImportDeps): JobKind<ImportInput, ImportResult> {
  return {
    name: 'import',
    input: importInput,
    lane: 'heavy',
    action: 'write',
    unit: jobKinds.import.unit,
    retries: 5,
    run: (context) => runImport(deps, context),
  };
}
