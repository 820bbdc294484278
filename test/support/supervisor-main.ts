/** A program that is nothing but a supervisor: what tests kill, start twice, and start as another user. */
import { connectionsOf } from '../../electron/host/connections.ts';
import { enginesPort } from '../../electron/host/engines-port.ts';
import { loadSettings } from '../../electron/host/settings.ts';
import { Supervisor } from '../../electron/supervisor/supervisor.ts';
import { SupervisorError } from '../../electron/supervisor/supervisor-error.ts';

const [dataDir = '', cacheDir = '', binaries = '{}'] = process.argv.slice(2);

function say(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const settings = loadSettings(process.env);
const supervisor = new Supervisor({
  dataDir,
  cacheDir,
  binaries: JSON.parse(binaries),
  config: settings.supervisor,
  onProgress: ({ step: event, ...fields }) => say({ event, ...fields }),
  times: { attempts: 4, firstPauseMs: 20, longestPauseMs: 100 },
});

try {
  const stop = (): void => {
    const startedAt = performance.now();
    void supervisor.stop().then(() => say({ event: 'stopped', ms: performance.now() - startedAt }));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const connections = connectionsOf(settings.gateway.external, await supervisor.launch());
  say({ event: 'launched', connections });
  await supervisor.settled();
  say({ event: 'settled', engines: enginesPort(supervisor).list() });
} catch (error) {
  if (!(error instanceof SupervisorError)) throw error;
  say({ event: 'error', code: error.code, message: error.message, lines: error.lines });
  process.exitCode = 1;
  await supervisor.stop();
}
