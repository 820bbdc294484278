import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../components/code-block/code-block.tsx';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { Select } from '../../components/select/select.tsx';
import { snippetLanguages } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import styles from './api-panel.module.css';
import { useReference } from './use-reference.ts';
import { useSnippetLanguage } from './use-snippet-language.ts';
import { writeSnippet } from './write-snippet.ts';

/** Requests as programs that run as they stand, but for the key. */
export function ApiPanel({ requests }: { requests: readonly ApiRequest[] }) {
  const { t } = useTranslation('api');
  const language = useSnippetLanguage((chosen) => chosen.language);
  const [chosen, setChosen] = useState(0);
  const request = requests[chosen] ?? requests[0];
  const reference = useReference(request);
  if (!request) return null;
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        {requests.length > 1 ? (
          <Select
            label={t('request')}
            isLabelHidden
            size="sm"
            items={requests.map(({ title }, i) => ({ id: String(i), label: title }))}
            value={String(requests.indexOf(request))}
            onChange={(id) => setChosen(Number(id))}
          />
        ) : (
          <b>{request.title}</b>
        )}
        <span className={styles.grow} />
        <Segmented
          label={t('languageLabel')}
          size="sm"
          items={snippetLanguages.map((id) => ({ id, label: t(`language.${id}`) }))}
          value={language}
          onChange={(next) => useSnippetLanguage.setState({ language: next })}
        />
      </div>
      <CodeBlock label={t(`language.${language}`)} code={writeSnippet(language, request, location.origin)} />
      <p className={styles.note}>
        {t(`runs.${language}`)}{' '}
        <a href={reference.href} target="_blank" rel="noreferrer">
          {reference.summary === null ? t('reference') : t('referenceOf', { summary: reference.summary })}
        </a>
      </p>
    </div>
  );
}
