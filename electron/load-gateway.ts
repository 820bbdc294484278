import type { GatewayModule } from './frodb-run.ts';

/** The gateway with its settings, in one import: its libraries are read while the engines start. */
export async function loadGateway(): Promise<GatewayModule> {
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
