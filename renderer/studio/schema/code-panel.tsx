import { FolderOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { CodeEditor } from '../../components/code-editor/code-editor.tsx';
import type { CodeEditorProps } from '../../components/code-editor/code-editor.tsx';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Note } from '../../components/note/note.tsx';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './code-panel.module.css';
import type { SchemaFormat } from './schema-document.ts';

export interface CodePanelProps extends Pick<
  CodeEditorProps,
  'problems' | 'complete' | 'onCursor' | 'revealLine' | 'isReadOnly'
> {
  format: SchemaFormat;
  text: string;
  onFormat: (format: SchemaFormat) => void;
  onType?: (text: string) => void;
  /** A file was opened, in the format that its name says. */
  onOpen?: (text: string, format: SchemaFormat) => void;
}

/** The schema as code, in either format. */
export function CodePanel({
  format,
  text,
  onFormat,
  onType,
  onOpen,
  problems = [],
  ...editor
}: CodePanelProps) {
  const { t } = useTranslation('schema');
  return (
    <>
      <div className={styles.toolbar}>
        <Segmented
          label={t('code.format')}
          size="sm"
          items={[
            { id: 'yaml', label: 'YAML' },
            { id: 'json', label: 'JSON' },
          ]}
          value={format}
          onChange={onFormat}
        />
        <span className={styles.grow} />
        {problems.length > 0 && <Tag tone="danger">{t('problems', { count: problems.length })}</Tag>}
        {onOpen && <OpenFile onOpen={onOpen} />}
        <CopyButton text={text} size="md" />
      </div>
      <div className={styles.code}>
        <CodeEditor
          label={t('code.label')}
          value={text}
          language={format}
          isFilling
          problems={problems}
          {...(onType ? { onChange: onType } : {})}
          {...editor}
        />
      </div>
    </>
  );
}

function OpenFile({ onOpen }: { onOpen: NonNullable<CodePanelProps['onOpen']> }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const open = async (file: File): Promise<void> => {
    const isJson = file.name.toLowerCase().endsWith('.json') || file.type === 'application/json';
    const most = isJson ? limits.jsonBytes : limits.yamlBytes;
    if (file.size > most) {
      setRefused(t('code.tooLarge', { name: file.name, max: format.bytes(most) }));
      return;
    }
    const text = await file.text();
    setRefused(null);
    onOpen(text, isJson ? 'json' : 'yaml');
  };
  return (
    <>
      <IconButton icon={FolderOpen} label={t('code.open')} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        accept=".yaml,.yml,.json,application/json,application/yaml"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void open(file);
          target.value = '';
        }}
      />
      {refused !== null && (
        <div className={styles.refused}>
          <Note tone="danger">{refused}</Note>
        </div>
      )}
    </>
  );
}
