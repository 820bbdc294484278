/**
 * `npm run test:faults`: `--rounds N` adds N random rounds of killed and frozen processes, `--power-rounds N` N of pulled
 * plugs, `--seed S` repeats those of a run that printed its seed; everything else goes to vitest.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const appFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, tokens } = parseArgs({
  options: { rounds: { type: 'string' }, 'power-rounds': { type: 'string' }, seed: { type: 'string' } },
  strict: false,
  tokens: true,
});
/** Our options, and the variables that tests find them in. */
const ours = new Map([
  ['rounds', 'FRODB_FAULT_ROUNDS'],
  ['power-rounds', 'FRODB_POWER_ROUNDS'],
  ['seed', 'FRODB_FAULT_SEED'],
]);
const rest = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind !== 'option' || ours.has(token.name)) return [];
  return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
});
const given = {};
for (const [name, variable] of ours) {
  if (values[name] !== undefined) given[variable] = values[name];
  if (values[name] === undefined || /^\d{1,9}$/.test(values[name])) continue;
  process.stderr.write(`--${name} must be a whole number\n`);
  process.exit(2);
}
const vitest = join(appFolder, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--project', 'faults', ...rest], {
  cwd: appFolder,
  stdio: 'inherit',
  env: { ...process.env, ...given },
});
// A stop by the keyboard reaches vitest by itself; it ends in order then, and so do we.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
