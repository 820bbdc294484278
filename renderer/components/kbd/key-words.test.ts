import { describe, expect, it } from 'vitest';
import { keyWords } from './key-words.ts';

describe('keyWords', () => {
  it.each<[string, boolean, string[]]>([
    ['mod+k', true, ['⌘K']],
    ['mod+k', false, ['Ctrl K']],
    ['mod+shift+l', true, ['⌘⇧L']],
    ['mod+shift+l', false, ['Ctrl Shift L']],
    ['g>h', false, ['G', 'H']],
    ['mod+enter', true, ['⌘↵']],
    ['mod+,', false, ['Ctrl ,']],
    ['?', true, ['?']],
    ['Backspace', false, ['⌫']],
  ])('%s, on a Mac: %s', (keys, onMac, wanted) => {
    expect(keyWords(keys, onMac)).toEqual(wanted);
  });
});
