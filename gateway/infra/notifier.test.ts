import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createNotifier } from './notifier.ts';

it('what is told while something else is being sent is sent next, whenever that ends', async () => {
  const sent: unknown[] = [];
  const { logger } = createLogger({ destination: 'stderr', level: 'silent' });
  // Tells at each step on the way of the last one's end.
  for (let steps = 0; steps < 8; steps++) {
    const query = async <T>(_text: string, values: unknown[] = []): Promise<T[]> => {
      sent.push(...(values[1] as string[]));
      return [];
    };
    const notifier = createNotifier({ query }, logger);
    notifier.tell('a', `first ${steps}`);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    notifier.tell('a', `second ${steps}`);
    await notifier.settled();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toContain(`second ${steps}`);
  }
});
