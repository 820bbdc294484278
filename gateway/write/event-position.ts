/** A place in the order of events: transaction, then number. */
export interface EventPosition {
  /** xid8, as text. */
  xid: string;
  id: number;
}

/** Before all events. */
export const firstPosition: EventPosition = { xid: '0', id: 0 };

/** As clients get it: `<xid>-<id>`. */
export function formatPosition({ xid, id }: EventPosition): string {
  return `${xid}-${id}`;
}

const largestXid = 2n ** 64n - 1n;

/** null for what `formatPosition` could not have written. */
export function parsePosition(text: string): EventPosition | null {
  const [, xid = '', digits = ''] = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,15})$/.exec(text) ?? [];
  const id = Number(digits);
  if (xid === '' || BigInt(xid) > largestXid || !Number.isSafeInteger(id)) return null;
  return { xid, id };
}

/** Less than 0 where `a` comes before `b`, 0 where they are the same. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.xid === b.xid) return a.id - b.id;
  return BigInt(a.xid) < BigInt(b.xid) ? -1 : 1;
}
