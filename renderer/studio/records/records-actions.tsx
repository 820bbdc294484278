import { Download, Plus, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { MenuButton } from '../../components/menu/menu-button.tsx';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Filter } from './filters/filter.ts';

/** Export for whoever reads, import and new records for whoever writes. */
export function RecordsActions({ at, filters }: { at: CollectionPath; filters: Filter | undefined }) {
  const { t } = useTranslation('records');
  const can = useCan();
  const mayWrite = can('write', at.database, at.collection);
  const place = `/collections/${at.database}/${at.collection}`;
  return (
    <>
      <MenuButton label={t('export.button')} icon={Download} isIconOnly>
        {[
          {
            id: 'export',
            title: t(filters ? 'export.filtered' : 'export.all'),
            items: (['csv', 'ndjson'] as const).map((format) => ({
              id: format,
              label: t(`export.${format}`),
              onAction: () => download(exportUrl(at, format, filters)),
            })),
          },
        ]}
      </MenuButton>
      {mayWrite && (
        <Button icon={Upload} href={`${place}/import`}>
          {t('import')}
        </Button>
      )}
      {mayWrite && (
        <Button variant="primary" icon={Plus} href={`${place}/new`}>
          {t('new')}
        </Button>
      )}
    </>
  );
}

function exportUrl(
  { database, collection }: CollectionPath,
  format: string,
  filters: Filter | undefined,
): string {
  const search = new URLSearchParams({ format, ...(filters && { filters: JSON.stringify(filters) }) });
  return `/databases/${database}/collections/${collection}/export?${search.toString()}`;
}

/** A download that the browser runs: it may be larger than any memory. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
