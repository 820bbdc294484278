import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LiveEvent } from '../../api/live.ts';
import { CodeBlock } from '../../components/code-block/code-block.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { KeyName } from '../access/key-name.tsx';
import { useFormat } from '../format/use-format.ts';
import { Inspector } from '../shell/inspector.tsx';
import styles from './event-subject.module.css';
import { EventSubject } from './event-subject.tsx';
import { useEventWords } from './use-event-words.ts';

/** One event: what it is about, who did it, and all of it as JSON. */
export function EventInspector({ event, onClose }: { event: LiveEvent; onClose: () => void }) {
  const { t } = useTranslation('events');
  const format = useFormat();
  const words = useEventWords();
  const { type, at, database, collection, key_id: keyId, agent_id: agentId, request_id: requestId } = event;
  return (
    <Inspector title={type} onClose={onClose}>
      <Section title={t('one.about')}>
        <p className={styles.about}>{words(event)}</p>
        <EventSubject event={event} />
      </Section>
      <Section title={t('one.facts')}>
        <KeyValues>
          <KeyValue label={t('column.time')}>{`${format.date(at)} ${format.clock(at)}`}</KeyValue>
          {database !== null && (
            <KeyValue label={t('column.where')}>
              {collection === null ? (
                database
              ) : (
                <Link to="/collections/$database/$collection" params={{ database, collection }}>
                  {`${database} / ${collection}`}
                </Link>
              )}
            </KeyValue>
          )}
          {keyId !== undefined && (
            <KeyValue label={t('one.by')}>
              <KeyName id={keyId} none="" />
            </KeyValue>
          )}
          {agentId !== undefined && <KeyValue label={t('one.agent')}>{agentId}</KeyValue>}
          {requestId !== undefined && (
            <KeyValue label={t('one.request')}>
              <span className="mono">{requestId}</span>
            </KeyValue>
          )}
        </KeyValues>
      </Section>
      <Section title="JSON">
        <CodeBlock label={t('one.json')} code={JSON.stringify(event, null, 2)} language="json" isWrapped />
      </Section>
    </Inspector>
  );
}
