import { ChevronLeft, ChevronRight } from 'lucide-react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
} from 'react-aria-components';
import buttonStyles from '../button/button.module.css';
import styles from './date-field.module.css';

/** The month that a date field opens; React Aria names its buttons and days in the reader's language. */
export function MonthView() {
  return (
    <Calendar className={styles.calendar ?? ''}>
      <header className={styles.head}>
        <Turn slot="previous" />
        <Heading level={2} className={styles.month} />
        <Turn slot="next" />
      </header>
      <CalendarGrid weekdayStyle="short">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className={styles.weekday ?? ''}>{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => <CalendarCell date={date} className={styles.day ?? ''} />}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

function Turn({ slot }: { slot: 'previous' | 'next' }) {
  const Icon = slot === 'previous' ? ChevronLeft : ChevronRight;
  return (
    <Button slot={slot} className={buttonStyles.button ?? ''} data-variant="ghost" data-icon-only>
      <Icon size={16} strokeWidth={1.5} aria-hidden />
    </Button>
  );
}
