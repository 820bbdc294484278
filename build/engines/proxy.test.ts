import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFileServer, type FileServer } from '../../test/support/file-server.ts';
import { startHttpProxy, type HttpProxy } from '../../test/support/http-proxy.ts';
import { download } from './download.ts';
import { proxySettings } from './proxy.ts';

describe('proxySettings', () => {
  test.each<[NodeJS.ProcessEnv, [string, string, string]]>([
    [{}, ['', '', '']],
    [{ HTTPS_PROXY: 'http://p:1' }, ['', 'http://p:1', '']],
    [{ HTTP_PROXY: 'http://p:1' }, ['http://p:1', 'http://p:1', '']],
    [{ http_proxy: 'http://a:1', HTTP_PROXY: 'http://b:1' }, ['http://a:1', 'http://a:1', '']],
    [{ https_proxy: 'p:8080', no_proxy: 'x.org' }, ['', 'http://p:8080', 'x.org']],
    [{ HTTPS_PROXY: '10.0.0.1:3128' }, ['', 'http://10.0.0.1:3128', '']],
    [{ npm_config_https_proxy: 'http://n:1', npm_config_noproxy: 'y' }, ['', 'http://n:1', 'y']],
    [{ ALL_PROXY: 'socks5://s:1080' }, ['socks5://s:1080', 'socks5://s:1080', '']],
    [{ HTTPS_PROXY: '  ', https_proxy: '' }, ['', '', '']],
  ])('%j', (env, [httpProxy, httpsProxy, noProxy]) => {
    expect(proxySettings(env)).toEqual({ httpProxy, httpsProxy, noProxy });
  });

  test.each(['http://', 'ftp://p:1', 'file:///etc/proxy', 'http://me:secret@'])('no proxy: %s', (value) => {
    expect(() => proxySettings({ HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY is no address of a proxy/);
    expect(() => proxySettings({ HTTPS_PROXY: value })).not.toThrow(/secret/);
  });
});

describe('a download', () => {
  const bytes = randomBytes(8_000_000);
  let dir: string;
  let server: FileServer;
  let proxy: HttpProxy | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'frodb-proxy-'));
    server = await startFileServer({ files: { 'engine.tgz': bytes }, cuts: 1, cutAfter: 6_000_000 });
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });

  const fetchBy = (env: NodeJS.ProcessEnv, url = `${server.url}/engine.tgz`) =>
    download(url, join(dir, 'engine.part'), { env, pauseMs: 1, attempts: 3 });

  test('goes by the proxy, and on by it after a break', async () => {
    proxy = await startHttpProxy();
    await fetchBy({ HTTP_PROXY: `http://${proxy.address}` });
    expect(bytes.equals(await readFile(join(dir, 'engine.part')))).toBe(true);
    expect(proxy.seen).toEqual(Array.from({ length: 2 }, () => `GET ${server.url}/engine.tgz`));
    // What was still on its way when the connection broke is lost, so it is not said how far it came.
    expect(server.requests).toEqual(['engine.tgz', expect.stringMatching(/^engine.tgz bytes=\d+-$/)]);
  });

  test.each(['127.0.0.1', '*', 'example.org, 127.0.0.1', '127.0.0.1:PORT'])(
    'goes past the proxy for %s in NO_PROXY',
    async (noProxy) => {
      proxy = await startHttpProxy();
      const NO_PROXY = noProxy.replace('PORT', new URL(server.url).port);
      await fetchBy({ http_proxy: proxy.address, NO_PROXY });
      expect(proxy.seen).toEqual([]);
    },
  );

  test('goes by the proxy for a host that NO_PROXY does not name', async () => {
    proxy = await startHttpProxy();
    await fetchBy({ HTTP_PROXY: proxy.address, NO_PROXY: 'example.org,127.0.0.1:1' });
    expect(proxy.seen).toHaveLength(2);
  });

  test('gives the proxy its password', async () => {
    proxy = await startHttpProxy('ana:p@ss');
    await fetchBy({ HTTP_PROXY: `http://ana:p%40ss@${proxy.address}` });
    expect(bytes.equals(await readFile(join(dir, 'engine.part')))).toBe(true);
  });

  test('asks for a tunnel where the file is behind TLS', async () => {
    proxy = await startHttpProxy();
    const url = server.url.replace('http:', 'https:');
    // A server without TLS answers: what counts is how it was asked.
    await expect(fetchBy({ HTTPS_PROXY: proxy.address }, `${url}/engine.tgz`)).rejects.toThrow(
      `by the proxy ${proxy.address}`,
    );
    expect(proxy.seen[0]).toBe(`CONNECT ${new URL(url).host}`);
  });

  test.each(['http', 'https'])('says so, once, when the proxy wants a password (%s)', async (protocol) => {
    proxy = await startHttpProxy('ana:secret');
    const env = { HTTPS_PROXY: proxy.address, HTTP_PROXY: `http://ana:wrong@${proxy.address}` };
    const problem = fetchBy(env, `${server.url.replace('http', protocol)}/engine.tgz`);
    await expect(problem).rejects.toThrow(/asks for a user and a password.*HTTPS_PROXY/);
    expect(proxy.seen).toHaveLength(1);
  });

  test('names a proxy that does not answer, without its password', async () => {
    const problem = fetchBy({ HTTP_PROXY: 'http://ana:secret@127.0.0.1:1' });
    await expect(problem).rejects.toThrow(/by the proxy 127\.0\.0\.1:1 \(unless NO_PROXY/);
    await expect(problem).rejects.not.toThrow(/secret/);
  });
});
