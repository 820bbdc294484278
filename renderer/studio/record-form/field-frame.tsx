import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import type { FieldControlProps } from './control-props.ts';
import { controlId } from './control-props.ts';
import styles from './field-frame.module.css';

type FieldFrameProps = Pick<FieldControlProps, 'field' | 'path' | 'help' | 'errorAt'> & {
  children: ReactNode;
};

/** Label, help and error of a control that is made of several: files, objects, JSON. */
export function FieldFrame({ field, path, help, errorAt, children }: FieldFrameProps) {
  const { t } = useTranslation('components');
  const error = errorAt(path);
  const text = help(field);
  const id = controlId(path);
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      className={styles.frame}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-help`}
    >
      <div className={styles.head}>
        <TypeMark type={field.type} />
        <span id={`${id}-name`} className={styles.name}>
          {field.name}
        </span>
        {field.required === true && <span className={styles.required}>{t('required')}</span>}
      </div>
      {children}
      <div id={`${id}-help`} className={styles.foot}>
        {Boolean(error) && (
          <div className={styles.error}>
            <CircleAlert size={14} strokeWidth={1.5} aria-hidden />
            <span>{error}</span>
          </div>
        )}
        {text !== '' && <div className={styles.help}>{text}</div>}
      </div>
    </div>
  );
}
