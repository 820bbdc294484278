import { useTranslation } from 'react-i18next';
import { DateField } from '../../components/date-field/date-field.tsx';
import { Select } from '../../components/select/select.tsx';
import { useState } from 'react';

const presets = ['never', '30', '90', '365', 'own'] as const;
type Preset = (typeof presets)[number];
const dayMs = 86_400_000;

interface ExpiryFieldProps {
  /** A moment; null: never. */
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string | undefined;
}

/** When a key runs out: never, after a while, or at a moment. */
export function ExpiryField({ value, onChange, error }: ExpiryFieldProps) {
  const { t } = useTranslation('access');
  const [preset, setPreset] = useState<Preset>(value === null ? 'never' : 'own');
  const choose = (chosen: Preset): void => {
    setPreset(chosen);
    if (chosen === 'never') onChange(null);
    else if (chosen !== 'own') onChange(new Date(Date.now() + Number(chosen) * dayMs).toISOString());
  };
  return (
    <>
      <Select
        label={t('column.expires')}
        items={presets.map((id) => ({ id, label: t(`expiry.${id}`) }))}
        value={preset}
        onChange={choose}
        error={preset === 'own' ? undefined : error}
      />
      {preset === 'own' && (
        <DateField kind="datetime" label={t('expiry.when')} value={value} onChange={onChange} error={error} />
      )}
    </>
  );
}
