import type { ReactNode } from 'react';
import { Tag } from '../../components/tag/tag.tsx';
import styles from './message.module.css';

export interface MessageProps {
  /** `404`, `500`; above the text. */
  code?: string;
  text: ReactNode;
  /** At the left of the foot: an id to hand on, what was said in English. */
  facts?: ReactNode;
  /** At the right of the foot. */
  actions?: ReactNode;
}

/** In the place of what a page would show; the page's title says what happened. */
export function Message({ code, text, facts, actions }: MessageProps) {
  return (
    <div className={styles.place}>
      <div className={styles.message}>
        {code !== undefined && <Tag tone="danger">{code}</Tag>}
        <p>{text}</p>
        <div className={styles.foot}>
          <div className={styles.facts}>{facts}</div>
          {actions}
        </div>
      </div>
    </div>
  );
}
