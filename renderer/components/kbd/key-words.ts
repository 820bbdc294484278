const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const macWords: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥', ctrl: '⌃', delete: '⌦' };
const otherWords: Record<string, string> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  ctrl: 'Ctrl',
  delete: 'Del',
};
const words: Record<string, string> = {
  enter: '↵',
  escape: 'Esc',
  backspace: '⌫',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: '␣',
  tab: '⇥',
  slash: '/',
  comma: ',',
  period: '.',
  plus: '+',
  greater: '>',
};

/** `mod+k` as `⌘K` on a Mac and `Ctrl K` elsewhere; a sequence `g>h` as `G` and `H`. */
export function keyWords(keys: string, onMac = isMac): string[] {
  const own = onMac ? macWords : otherWords;
  const wordOf = (key: string): string =>
    own[key] ?? words[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return keys.split('>').map((step) =>
    step
      .trim()
      .split('+')
      .map((key) => wordOf(key.toLowerCase()))
      .join(onMac ? '' : ' '),
  );
}
