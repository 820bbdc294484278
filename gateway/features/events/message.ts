import { createEventBuffer } from 'better-sse';
import type { EventBuffer } from 'better-sse';
import type { WireEvent } from '../../contract/events.ts';
import { formatPosition } from '../../write/event-position.ts';
import type { EventPosition } from '../../write/event-position.ts';

/** An event written once for all streams that it goes to. */
export interface Message {
  /** null for one that is not kept. */
  position: EventPosition | null;
  event: WireEvent;
  block: EventBuffer;
  /** Characters of the block. */
  length: number;
}

export type KeptMessage = Message & { position: EventPosition };

/** With a position: a client that comes again names it. */
export function keptMessage({ event, position }: { event: WireEvent; position: EventPosition }): KeptMessage {
  const block = createEventBuffer().push(event, event.type, formatPosition(position));
  return { position, event, block, length: block.read().length };
}

export function liveMessage(event: WireEvent): Message {
  const block = createEventBuffer().event(event.type).data(event).dispatch();
  return { position: null, event, block, length: block.read().length };
}

/** Says that events between the position that was asked for and this one are not to be had any more. */
export function resetBlock(position: EventPosition, reason: string): EventBuffer {
  const data = { type: 'reset', at: new Date().toISOString(), reason };
  return createEventBuffer().push(data, 'reset', formatPosition(position));
}

/** No event: where the stream is, which a client that comes again names. */
export function positionBlock(position: EventPosition): EventBuffer {
  return createEventBuffer().comment().id(formatPosition(position)).dispatch();
}
