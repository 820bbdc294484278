import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, ExternalLink, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { CodeBlock } from '../../components/code-block/code-block.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Tabs } from '../../components/tabs/tabs.tsx';
import { Inspector } from '../shell/inspector.tsx';
import { hitName } from './hit-name.ts';
import styles from './hit-inspector.module.css';
import { PassageTab } from './passage-tab.tsx';
import { RecordTab } from './record-tab.tsx';
import type { HitWalk } from './use-hit-walk.ts';
import type { HitTab } from './search-params.ts';
import type { Hit } from './use-hits.ts';

export interface HitInspectorProps {
  at: CollectionPath;
  schema: CollectionSchema | undefined;
  hit: Hit;
  /** Its score beside the best one, 0 to 1. */
  share: number;
  tab: HitTab;
  /** Which of its passages, from 0. */
  passage: number;
  onTab: (tab: HitTab) => void;
  onPassage: (passage: number) => void;
  walk: HitWalk;
  onFilter: ((field: string, value: string | number | boolean) => void) | undefined;
  onClose: () => void;
}

/** A hit in detail: its passages where they stand, the whole record, both as JSON. */
export function HitInspector({ at, schema, hit, tab, onTab, walk, onClose, ...rest }: HitInspectorProps) {
  const { t } = useTranslation(['search', 'common']);
  const can = useCan();
  const navigate = useNavigate();
  const mayRead = can('read', at.database, at.collection);
  const openRecord = (): void =>
    void navigate({ to: '/collections/$database/$collection', params: at, search: { record: hit.id } });
  return (
    <Inspector
      title={hitName(schema, hit.record).title}
      onClose={onClose}
      actions={
        <>
          <IconButton
            icon={ChevronUp}
            label={t('previousHit')}
            shortcut="k"
            isDisabled={!walk.toPrevious}
            onPress={walk.toPrevious}
          />
          <IconButton
            icon={ChevronDown}
            label={t('nextHit')}
            shortcut="j"
            isDisabled={!walk.toNext}
            onPress={walk.toNext}
          />
          {mayRead && <IconButton icon={ExternalLink} label={t('openRecord')} onPress={openRecord} />}
          <IconButton icon={X} label={t('common:action.close')} shortcut="escape" onPress={onClose} />
        </>
      }
    >
      <Tabs
        label={t('details')}
        value={tab}
        onChange={onTab}
        items={[
          {
            id: 'passage',
            label: t('tabs.passage'),
            content: <PassageTab schema={schema} hit={hit} mayRead={mayRead} {...rest} />,
          },
          {
            id: 'record',
            label: t('tabs.record'),
            content: <RecordTab schema={schema} record={hit.record} onFilter={rest.onFilter} />,
          },
          {
            id: 'json',
            label: 'JSON',
            content: (
              <div className={styles.pad}>
                <CodeBlock label="JSON" code={JSON.stringify(hit, null, 2)} language="json" />
              </div>
            ),
          },
        ]}
      />
    </Inspector>
  );
}
