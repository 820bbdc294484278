import { EnginesError } from './engines-error.ts';

/** The proxies that an environment names, as curl and npm read it. Empty: none. */
export interface ProxySettings {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/** Lower case goes first, as everywhere; npm hands its own settings down to what it runs. */
const names = {
  https: ['https_proxy', 'HTTPS_PROXY', 'npm_config_https_proxy'],
  http: ['http_proxy', 'HTTP_PROXY', 'npm_config_proxy'],
  all: ['all_proxy', 'ALL_PROXY'],
  none: ['no_proxy', 'NO_PROXY', 'npm_config_noproxy'],
};

function firstOf(env: NodeJS.ProcessEnv, wanted: string[]): [string, string] | undefined {
  for (const name of wanted) {
    const value = env[name]?.trim();
    if (value) return [name, value];
  }
  return undefined;
}

/** `proxy:8080` is an address to everybody, and no URL. */
function urlOf(found: [string, string] | undefined): string {
  if (found === undefined) return '';
  const [name, value] = found;
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (['http:', 'https:', 'socks5:', 'socks:'].includes(protocol)) return url;
  // Not the value itself: it may hold a password.
  throw new EnginesError(`${name} is no address of a proxy. It has the form http://host:port.`);
}

/** Throws `EnginesError` for an address that is none. */
export function proxySettings(env: NodeJS.ProcessEnv): ProxySettings {
  const http = firstOf(env, [...names.http, ...names.all]);
  return {
    httpProxy: urlOf(http),
    httpsProxy: urlOf(firstOf(env, [...names.https, ...names.all]) ?? http),
    noProxy: firstOf(env, names.none)?.[1] ?? '',
  };
}

/** What to say when a transfer by these proxies failed: which one it was, without its password. */
export function describeProxy(settings: ProxySettings, url: string): string {
  const proxy = url.startsWith('https:') ? settings.httpsProxy : settings.httpProxy;
  return proxy === '' ? '' : ` by the proxy ${new URL(proxy).host} (unless NO_PROXY names the host)`;
}

export const proxyWantsPassword =
  'the proxy asks for a user and a password: set HTTPS_PROXY and HTTP_PROXY to http://user:password@host:port, with special characters as %XX';
