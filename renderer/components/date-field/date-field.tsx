import {
  getLocalTimeZone,
  now,
  parseAbsolute,
  parseDate,
  toCalendarDateTime,
  toZoned,
} from '@internationalized/date';
import type { DateValue } from 'react-aria-components';
import { CalendarDays } from 'lucide-react';
import { Button, DateInput, DatePicker, DateSegment, Dialog, Group, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import fieldStyles from '../field/field.module.css';
import menuStyles from '../menu/menu.module.css';
import { MonthView } from './month-view.tsx';
import styles from './date-field.module.css';

export interface DateFieldProps extends FieldProps {
  /** `date`: a day, `YYYY-MM-DD`. `datetime`: a moment, RFC 3339, written in this machine's zone, which is shown. */
  kind: 'date' | 'datetime';
  value: string | null;
  /** A day, or a moment in UTC; `null` when it is emptied. */
  onChange: (value: string | null) => void;
  size?: 'sm' | 'md';
  id?: string;
  autoFocus?: boolean;
}

/** A day or a moment, typed part by part or picked from a month. */
export function DateField({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  kind,
  value,
  onChange,
  size = 'md',
  ...rest
}: DateFieldProps) {
  const { t } = useTranslation('components');
  const date = parse(kind, value);
  return (
    <DatePicker
      {...rest}
      className={fieldStyles.field ?? ''}
      value={date}
      onChange={(next) => onChange(next === null ? null : write(kind, next))}
      // It tells React Aria what is asked for while there is no value yet.
      placeholderValue={kind === 'datetime' ? now(getLocalTimeZone()).set(midnight) : undefined}
      granularity={kind === 'date' ? 'day' : hasSeconds(date) ? 'second' : 'minute'}
      shouldForceLeadingZeros
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <Group className={fieldStyles.box ?? ''} data-size={size}>
        <DateInput className={styles.input ?? ''}>
          {(segment) => <DateSegment segment={segment} className={styles.segment ?? ''} />}
        </DateInput>
        <Button className={styles.open ?? ''} aria-label={t('calendar')}>
          <CalendarDays size={16} strokeWidth={1.5} aria-hidden />
        </Button>
      </Group>
      <FieldHelp description={description} error={error} />
      <Popover className={menuStyles.popover ?? ''} offset={4}>
        <Dialog className={styles.dialog ?? ''} aria-label={label}>
          <MonthView />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

const midnight = { hour: 0, minute: 0, second: 0, millisecond: 0 };

function parse(kind: DateFieldProps['kind'], value: string | null): DateValue | null {
  if (value === null || value === '') return null;
  try {
    return kind === 'date' ? parseDate(value) : parseAbsolute(value, getLocalTimeZone());
  } catch {
    // Not a date: whoever gave it says so by `error`, and a new one can be typed.
    return null;
  }
}

function write(kind: DateFieldProps['kind'], date: DateValue): string {
  if (kind === 'date') return date.toString().slice(0, 10);
  const moment = 'timeZone' in date ? date : toZoned(toCalendarDateTime(date), getLocalTimeZone());
  return moment.toAbsoluteString();
}

function hasSeconds(date: DateValue | null): boolean {
  return date !== null && 'second' in date && (date.second !== 0 || date.millisecond !== 0);
}
