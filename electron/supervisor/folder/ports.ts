import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { writeDurably } from './durable-file.ts';
import { SupervisorError } from '../supervisor-error.ts';

/**
 * Below the range from which systems take the ports of outgoing connections (32768 up on Linux, 49152 elsewhere):
 * a client that keeps trying to reach an engine that is down could otherwise take the engine's own port.
 */
const lowest = 20_000;
const highest = 32_500;

/** True when nothing listens on this port of 127.0.0.1 (and of ::1, where MinIO listens too). */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // No IPv6 on this machine is no reason to refuse a port.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The wanted port if it is free and not in `taken`, else a random free one. */
export async function pickPort(wanted: number | undefined, taken: ReadonlySet<number>): Promise<number> {
  if (wanted !== undefined && !taken.has(wanted) && (await isPortFree(wanted))) return wanted;
  for (let tries = 0; tries < 200; tries += 1) {
    const port = randomInt(lowest, highest);
    if (!taken.has(port) && (await isPortFree(port))) return port;
  }
  throw new SupervisorError(
    'port_in_use',
    `No free port was found on 127.0.0.1 between ${lowest} and ${highest}. Stop programs that listen there and start again.`,
  );
}

/** The ports a data folder used last, by name. A missing or damaged file is an empty answer. */
export function readPorts(file: string): Map<string, number> {
  const ports = new Map<string, number>();
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return ports;
  }
  if (typeof value !== 'object' || value === null) return ports;
  for (const [name, port] of Object.entries(value)) {
    if (Number.isInteger(port) && port > 0 && port < 65_536) ports.set(name, port);
  }
  return ports;
}

/** Remembers ports for the next start; those of other names stay. */
export function rememberPorts(file: string, ports: Readonly<Record<string, number>>): void {
  const known = readPorts(file);
  const all = { ...Object.fromEntries(known), ...ports };
  if (Object.entries(all).every(([name, port]) => known.get(name) === port)) return;
  writeDurably(file, JSON.stringify(all));
}
