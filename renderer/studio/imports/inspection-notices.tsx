import { useTranslation } from 'react-i18next';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Inspection } from './proposal.ts';

type Notice = Inspection['notices'][number];

/** What was guessed of a file, and what could not be known, in words. */
export function InspectionNotices({ notices }: { notices: readonly Notice[] }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (notices.length === 0) return null;
  const say = ({ code, params = {} }: Notice): string => {
    if (code === 'ambiguous_number')
      return params['decimal'] === ','
        ? t('notice.ambiguous_number_comma')
        : t('notice.ambiguous_number_point');
    const said = (name: string): string => {
      const value = params[name] ?? '';
      return typeof value === 'number' ? format.number(value) : value;
    };
    return t(`notice.${code}`, {
      rows: said('rows'),
      unread: said('count'),
      columns: said('columns'),
      max: said('max'),
      date_format: said('date_format'),
      other: said('other'),
    });
  };
  return (
    <Note tone="warn" isAlert={false}>
      <ul>
        {notices.map((notice, index) => (
          <li key={index}>
            {notice.column === undefined
              ? say(notice)
              : t('notice.column', { column: notice.column, text: say(notice) })}
          </li>
        ))}
      </ul>
    </Note>
  );
}
