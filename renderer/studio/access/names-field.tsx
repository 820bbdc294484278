import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { TagField } from '../../components/tag-field/tag-field.tsx';
import type { Names } from './key-rights.ts';

interface NamesFieldProps {
  label: string;
  /** What stands for all of them. */
  all: string;
  description?: string;
  value: Names;
  onChange: (value: Names) => void;
  error?: string | undefined;
}

/** Some names, or all there are and will be. */
export function NamesField({ label, all, description, value, onChange, error }: NamesFieldProps) {
  const isAll = value === '*';
  return (
    <div>
      <Checkbox label={all} isSelected={isAll} onChange={(chosen) => onChange(chosen ? '*' : [])} />
      {!isAll && (
        <TagField
          label={label}
          description={description}
          value={value}
          onChange={onChange}
          error={error}
          isRequired
        />
      )}
    </div>
  );
}
