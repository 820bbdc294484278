import { useTranslation } from 'react-i18next';
import type { LiveEvent } from '../../api/live.ts';
import { engineNames } from '../engines/engine-names.ts';
import { useFormat } from '../format/use-format.ts';
import { useJobWords } from '../jobs/use-job-words.ts';

/** What an event says happened, in a few words. */
export function useEventWords(): (event: LiveEvent) => string {
  const { t } = useTranslation(['events', 'common']);
  const jobWords = useJobWords();
  const { number } = useFormat();
  return ({ record_ids: ids, key, webhook, engine, job, collection, database }) => {
    if (ids) return t('what.records', { count: ids.length, number: number(ids.length) });
    if (key) return key.name;
    if (webhook) return webhook.name ?? webhook.id;
    if (engine)
      return `${engineNames[engine.name]}: ${engine.reason ?? t(`common:engineState.${engine.state}`)}`;
    if (job) {
      const { state, progress } = job;
      return state === 'running'
        ? `${jobWords.title(job)}, ${jobWords.progress({ state, progress })}`
        : jobWords.title(job);
    }
    return collection ?? database ?? '';
  };
}
