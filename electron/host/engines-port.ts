import type { EnginesPort, EngineState } from '../../gateway/index.ts';
import type { EngineName } from '../supervisor/engines/engine.ts';
import type { ManagedEngine } from '../supervisor/engines/managed-engine.ts';
import { engineNames, type Supervisor } from '../supervisor/supervisor.ts';

/** What the gateway may ask of the engines; external ones and the filesystem store say `managed: false`. */
export function enginesPort(supervisor: Supervisor): EnginesPort {
  return {
    list: () => engineNames.map((name) => stateOf(name, supervisor.engine(name))),
    logs: (name, after) => supervisor.engine(name)?.log.page(after) ?? { lines: [], next: 0 },
    restart: (name) => supervisor.restart(name),
    onChange: (handler) =>
      supervisor.onEngineChange((name) => handler(stateOf(name, supervisor.engine(name)))),
  };
}

function stateOf(name: EngineName, managed: ManagedEngine | undefined): EngineState {
  if (managed === undefined) return { name, managed: false, state: 'ready' };
  const { pid, uptimeMs, reason, state } = managed.process;
  const { version, usage } = managed;
  return {
    name,
    managed: true,
    state,
    port: managed.engine.port,
    ...(pid === undefined ? {} : { pid, ...usage }),
    ...(version === undefined ? {} : { version }),
    ...(uptimeMs === undefined ? {} : { uptimeSeconds: Math.floor(uptimeMs / 1000) }),
    ...(reason === undefined || state === 'ready' ? {} : { reason }),
  };
}
