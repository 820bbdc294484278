import type { Webhook } from '../../api/types.ts';

/** Its name, else where it sends to. */
export function webhookName({ name, url }: Pick<Webhook, 'name' | 'url'>): string {
  return name ?? new URL(url).host;
}
