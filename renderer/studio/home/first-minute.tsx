import { useNavigate } from '@tanstack/react-router';
import { Box, Braces, FileUp } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { useCommand } from '../commands/use-command.ts';
import { useOpenFiles } from '../imports/use-open-files.ts';
import { Page } from '../shell/page.tsx';
import { Door } from './door.tsx';
import { EngineCells } from './engine-cells.tsx';
import styles from './first-minute.module.css';
import { useSample } from './use-sample.ts';

const starters = ['reports', 'readings', 'laws', 'interviews'] as const;

/** Nothing is in FroDB yet: three ways to begin. A key that may not make anything is told who can. */
export function FirstMinute() {
  const { t } = useTranslation(['home', 'common']);
  const can = useCan();
  return (
    <Page title={t('common:places.home')} isHeadHidden status={<FirstStatus />}>
      <div className={styles.first}>
        <div className={styles.column}>
          <h2 className={styles.title}>{t('first.title')}</h2>
          <p className={styles.lead}>{t('first.lead')}</p>
          {can('schema') ? <Doors /> : <p>{t('first.nothingToSee')}</p>}
          {can('admin') && <EngineCells />}
        </div>
      </div>
    </Page>
  );
}

function FirstStatus() {
  const { t } = useTranslation(['home', 'common']);
  return (
    <>
      <span>{t('noCollections')}</span>
      <span className={styles.keys}>
        <Kbd keys="mod+k" /> {t('common:shell.commands')}
        <Kbd keys="?" /> {t('common:shell.shortcuts')}
      </span>
    </>
  );
}

function Doors() {
  const { t } = useTranslation('home');
  const can = useCan();
  const navigate = useNavigate();
  const sample = useSample();
  const openFiles = useOpenFiles();
  const picker = useRef<HTMLInputElement>(null);
  const maySample = can('schema', 'demo') && can('write', 'demo');
  const choose = (): void => picker.current?.click();
  const describe = (): void => void navigate({ to: '/collections/new' });
  useCommand({
    id: 'home.sample',
    title: t('sample.open'),
    group: 'here',
    keys: '1',
    icon: Box,
    isEnabled: maySample && !sample.isLoading,
    run: sample.load,
  });
  useCommand({
    id: 'home.files',
    title: t('files.choose'),
    group: 'here',
    keys: '2',
    icon: FileUp,
    run: choose,
  });
  useCommand({
    id: 'home.describe',
    title: t('describe.open'),
    group: 'here',
    keys: '3',
    icon: Braces,
    run: describe,
  });
  return (
    <div className={styles.doors}>
      {maySample && (
        <Door icon={Box} keys="1" title={t('sample.title')} text={t('sample.text')} tags={sampleCollections}>
          <p className={styles.meta}>{t('sample.size')}</p>
          {sample.problem && <ProblemNote problem={sample.problem} />}
          <Button variant="primary" size="lg" isBusy={sample.isLoading} onPress={sample.load}>
            {t('sample.open')}
          </Button>
        </Door>
      )}
      <Door icon={FileUp} keys="2" title={t('files.title')} text={t('files.text')} tags={fileKinds} isDashed>
        <p className={styles.meta}>{t('files.anywhere')}</p>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            openFiles([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
        <Button size="lg" onPress={choose}>
          {t('files.choose')}
        </Button>
      </Door>
      <Door icon={Braces} keys="3" title={t('describe.title')} text={t('describe.text')}>
        <ul className={styles.starters} aria-label={t('describe.starters')}>
          {starters.map((starter) => (
            <li key={starter}>
              <Button size="sm" href={`/collections/new?from=${starter}`}>
                {t(`starter.${starter}`)}
              </Button>
            </li>
          ))}
        </ul>
        <p className={styles.meta}>{t('describe.from')}</p>
        <Button size="lg" onPress={describe}>
          {t('describe.open')}
        </Button>
      </Door>
    </div>
  );
}

/** As they are in resources/samples. */
const sampleCollections = ['stations', 'documents', 'visits', 'measurements'];
/** What is read: rows into records, and text out of documents. */
const fileKinds = ['CSV', 'NDJSON', 'JSON', 'PDF', 'HTML', 'Markdown', 'TXT'];
