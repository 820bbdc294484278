import type { FastifyRequest } from 'fastify';

type Asked = Pick<FastifyRequest, 'headers' | 'method' | 'protocol'>;

/**
 * Whose page a request comes from, by what browsers say of it and no page can make them say: one of this server
 * (`own`), somebody else's (`other`), or nobody says (`untold`: programs, and very old browsers).
 *
 * Another port of this machine is another page, though browsers send it the same cookies. What people open themselves,
 * from the address bar or a bookmark, counts as their own as long as it only reads.
 */
export function pageOf(request: Asked): 'own' | 'other' | 'untold' {
  const { headers, method } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && isRead) ? 'own' : 'other';
  // Browsers leave Sec-Fetch-Site out where they talk plain HTTP to another machine, and Origin out where they read.
  const page = headers.origin ?? (isRead ? headers.referer : undefined);
  if (page === undefined) return 'untold';
  return isSameOrigin(request, page) ? 'own' : 'other';
}

function isSameOrigin({ headers, protocol }: Asked, page: string): boolean {
  const host = `${protocol}://${headers.host ?? ''}`;
  if (!URL.canParse(page) || !URL.canParse(host)) return false;
  const from = new URL(page);
  // A proxy before us may speak TLS where we do not, never the other way round.
  if (from.protocol !== 'https:' && (from.protocol !== 'http:' || protocol === 'https')) return false;
  return from.host !== '' && from.host === new URL(host).host;
}
