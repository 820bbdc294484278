import { SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { languages } from '../../../gateway/contract/enumerations.ts';
import { limits } from '../../../gateway/contract/limits.ts';
import { Button } from '../../components/button/button.tsx';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { NumberField } from '../../components/number-field/number-field.tsx';
import { Popover } from '../../components/popover/popover.tsx';
import { Select } from '../../components/select/select.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './config-popover.module.css';
import { setKey } from './edit-fields.ts';
import { textOf } from './field-rows.ts';
import { isObject } from './schema-document.ts';
import { useSchemaEditing } from './schema-editing.ts';
import { numberOf } from './value-rules.tsx';

/** How the texts of the collection are read and cut: what its `config` says. */
export function ConfigPopover({ schema }: { schema: unknown }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const { edit, errorAt } = useSchemaEditing();
  const config = isObject(schema) && isObject(schema['config']) ? schema['config'] : {};
  const set = (key: string, value: unknown): void =>
    edit((document) => setKey(document, ['config'], key, value));
  const size = numberOf(config['chunk_size']) ?? limits.chunkSizeDefault;
  // Where none is given, an overlap is never more than a quarter.
  const overlap = Math.min(limits.chunkOverlapDefault, Math.floor(size / 4));
  const defaults = { chunk_size: limits.chunkSizeDefault, chunk_overlap: overlap };
  const language = textOf(config['language']) || 'auto';
  return (
    <Popover
      label={t('config.title')}
      placement="bottom end"
      trigger={
        <Button variant="ghost" icon={SlidersHorizontal}>
          {t('config.title')}
        </Button>
      }
    >
      <div className={styles.form}>
        <Select
          label={t('config.language')}
          size="sm"
          items={(['auto', ...languages] as const).map((id) => ({
            id: id as string,
            label: t(`config.languages.${id}`),
          }))}
          value={language}
          onChange={(chosen) => set('language', chosen)}
          description={t('config.languageHelp')}
          error={errorAt(['config'], 'language')}
        />
        {(['chunk_size', 'chunk_overlap'] as const).map((key) => (
          <NumberField
            key={key}
            label={t(`keys.${key}`)}
            size="sm"
            isInteger
            unit={t('units.characters')}
            placeholder={format.number(defaults[key])}
            value={numberOf(config[key])}
            onChange={(size) => set(key, size ?? undefined)}
            description={t(`config.help.${key}`)}
            error={errorAt(['config'], key)}
          />
        ))}
        <Checkbox
          label={t('config.typo')}
          description={t('config.typoHelp')}
          isSelected={config['typo_tolerance'] === true}
          onChange={(isSelected) => set('typo_tolerance', isSelected ? true : undefined)}
          error={errorAt(['config'], 'typo_tolerance')}
        />
      </div>
    </Popover>
  );
}
