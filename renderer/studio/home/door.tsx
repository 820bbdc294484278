import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import styles from './door.module.css';

export interface DoorProps {
  icon: LucideIcon;
  /** The key that opens it. */
  keys: string;
  title: string;
  text: string;
  tags?: readonly string[];
  /** Something can be dropped on it. */
  isDashed?: boolean;
  children: ReactNode;
}

/** One way to begin. */
export function Door({ icon: Icon, keys, title, text, tags = [], isDashed = false, children }: DoorProps) {
  const id = useId();
  return (
    <section className={styles.door} data-dashed={isDashed || undefined} aria-labelledby={id}>
      <div className={styles.top}>
        <Icon size={20} strokeWidth={1.35} aria-hidden />
        <Kbd keys={keys} />
      </div>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      {tags.length > 0 && (
        <div className={styles.tags}>
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      )}
      <div className={styles.foot}>{children}</div>
    </section>
  );
}
