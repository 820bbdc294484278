import { setFlagsFromString } from 'node:v8';
import type { GatewayModule } from './frodb-run.ts';

/**
 * How much of a function runs before V8 thinks of compiling it, in bytes of bytecode; 67,584 by default, which is meant
 * for loops. A request runs a little of very much code: it took thousands of searches until most of it was compiled.
 */
const interruptBudget = 5_000;

/** The gateway with its settings, in one import: its libraries are read while the engines start. */
export async function loadGateway(): Promise<GatewayModule> {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
  const [{ startGateway }, { loadConfig }] = await Promise.all([
    import('../gateway/index.ts'),
    import('../gateway/config.ts'),
  ]);
  return {
    checkConfig: (env) => {
      loadConfig(env);
    },
    startGateway: (env, host) => startGateway({ ...host, config: loadConfig(env) }),
  };
}
