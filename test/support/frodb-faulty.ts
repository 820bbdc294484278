/**
 * `frodb start --headless` whose write path stops or dies where a test says: bundled as dist/frodb-faulty.js, and in no
 * other program. FRODB_FAULT names a file; while it holds `<point> <signal>`, the first write that comes to the point
 * takes the file away and sends the signal to its own process.
 */
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runHeadless } from '../../electron/headless.ts';
import { loadSettings } from '../../electron/host/settings.ts';
import { engineBinaries } from '../../electron/paths.ts';
import { copyObjects, startGateway } from '../../gateway/index.ts';

const file = process.env['FRODB_FAULT'];
if (file === undefined) throw new Error('FRODB_FAULT names no file');

function fault(point: string): Promise<void> {
  const [wanted, signal] = readOrder().split(' ');
  if (wanted === point) {
    rmSync(file ?? '');
    process.kill(process.pid, signal);
  }
  return Promise.resolve();
}

function readOrder(): string {
  try {
    return readFileSync(file ?? '', 'utf8');
  } catch {
    return '';
  }
}

const { values } = parseArgs({
  allowPositionals: true,
  options: { headless: { type: 'boolean' }, 'data-dir': { type: 'string' }, port: { type: 'string' } },
});
process.exitCode = await runHeadless({
  settings: loadSettings(process.env, { dataDir: values['data-dir'] ?? '', port: values.port ?? '0' }),
  binaries: engineBinaries(),
  loadGateway: () =>
    Promise.resolve({ copyObjects, startGateway: (options) => startGateway({ ...options, fault }) }),
});
process.exit();
