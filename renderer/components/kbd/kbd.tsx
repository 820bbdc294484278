import { keyWords } from './key-words.ts';
import styles from './kbd.module.css';

/** Keys as they are written on the keyboard: `mod+k`, or one after another `g>h`. */
export function Kbd({ keys }: { keys: string }) {
  return keyWords(keys).map((word, index) => (
    <kbd key={`${word}${index}`} className={styles.kbd}>
      {word}
    </kbd>
  ));
}
