import { request } from 'node:http';

/** Status of one GET on 127.0.0.1; rejects when nobody answers within a second. */
export function probeHttp(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const get = request({ host: '127.0.0.1', port, path, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    get.on('error', reject);
    get.on('timeout', () => get.destroy(new Error('no answer within 1 s')));
    get.end();
  });
}
