/** What the address of the keys' page says: the key in the inspector, or `new`. */
export interface KeysSearch {
  key?: string | undefined;
}

export function parseKeysSearch({ key }: Record<string, unknown>): KeysSearch {
  return { key: typeof key === 'string' ? key : undefined };
}

export interface WebhooksSearch {
  webhook?: string | undefined;
}

export function parseWebhooksSearch({ webhook }: Record<string, unknown>): WebhooksSearch {
  return { webhook: typeof webhook === 'string' ? webhook : undefined };
}

/** In the place of an id: one that is being made. */
export const newOne = 'new';
