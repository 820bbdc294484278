import { Braces } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button/button.tsx';
import { CopyButton } from '../../../components/copy-button/copy-button.tsx';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { Popover } from '../../../components/popover/popover.tsx';
import { TextField } from '../../../components/text-field/text-field.tsx';
import { readJsonFilter } from './draft-condition.ts';
import styles from './filter-bar.module.css';
import type { Filter } from './filter.ts';

interface JsonPopoverProps {
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
}

/** The whole filter as the API takes it, to copy or to change. */
export function JsonPopover(props: JsonPopoverProps) {
  const { t } = useTranslation('records');
  return (
    <Popover
      label={t('filter.asJson')}
      trigger={<IconButton size="sm" icon={Braces} label={t('filter.asJson')} />}
    >
      {(close) => <JsonForm {...props} close={close} />}
    </Popover>
  );
}

function JsonForm({ filter, onChange, close }: JsonPopoverProps & { close: () => void }) {
  const { t } = useTranslation('records');
  const [text, setText] = useState(() => (filter ? JSON.stringify(filter, null, 2) : ''));
  const isEmpty = text.trim() === '';
  const next = isEmpty ? {} : readJsonFilter(text);
  return (
    <form
      className={styles.json}
      onSubmit={(event) => {
        event.preventDefault();
        if (!next) return;
        onChange(Object.keys(next).length > 0 ? next : undefined);
        close();
      }}
    >
      <TextField
        label={t('filter.asJson')}
        value={text}
        onChange={setText}
        isMultiline
        isMono
        rows={10}
        autoFocus
        placeholder='{"status": {"$ne": "draft"}}'
        error={next ? undefined : t('filter.noJson')}
      />
      <div className={styles.foot}>
        <CopyButton text={text} />
        <span className={styles.grow} />
        <Button type="submit" variant="primary">
          {t('filter.apply')}
        </Button>
      </div>
    </form>
  );
}
