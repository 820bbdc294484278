/** How fast something goes, by what it did in the last seconds. */
export interface Speed {
  /** Per second; null while it is too early to say. */
  perSecond: number | null;
  /** null while it is too early to say. */
  secondsLeft: number | null;
}

const windowMs = 5_000;
const enoughMs = 800;

/** Measures the speed of one upload; `told` is called with all that was sent so far. */
export function createSpeedometer(total: number): (sent: number, now: number) => Speed {
  let seen: { sent: number; now: number }[] = [];
  return (sent, now) => {
    seen = [...seen.filter((one) => now - one.now <= windowMs), { sent, now }];
    const [first] = seen;
    if (!first || now - first.now < enoughMs || sent <= first.sent)
      return { perSecond: null, secondsLeft: null };
    const perSecond = ((sent - first.sent) / (now - first.now)) * 1_000;
    return { perSecond, secondsLeft: Math.max(0, total - sent) / perSecond };
  };
}
