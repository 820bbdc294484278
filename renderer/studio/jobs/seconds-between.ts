/** How long something took; never less than nothing, should the clock have been put back meanwhile. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);
}
