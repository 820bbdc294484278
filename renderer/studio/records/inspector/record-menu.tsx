import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import { MenuButton } from '../../../components/menu/menu-button.tsx';
import { copyText } from '../copy-text.ts';
import { readRecord } from '../edit/save-field.ts';
import type { Rights } from '../rights.ts';

interface RecordMenuProps {
  at: CollectionPath;
  id: string;
  rights: Rights;
  onDelete: () => void;
}

/** What else can be done with the open record. */
export function RecordMenu({ at, id, rights, onDelete }: RecordMenuProps) {
  const { t } = useTranslation('records');
  const { t: common } = useTranslation();
  const path = `${location.origin}/databases/${at.database}/collections/${at.collection}/records/${id}`;
  return (
    <MenuButton label={common('action.more')} icon={Ellipsis} isIconOnly>
      {[
        { id: 'id', label: t('inspector.copyId'), onAction: () => copyText(id) },
        {
          id: 'json',
          label: t('inspector.copyJson'),
          onAction: () => void readRecord(at, id).then((record) => copyText(JSON.stringify(record, null, 2))),
        },
        {
          id: 'curl',
          label: t('inspector.copyCurl'),
          onAction: () => copyText(`curl -H "Authorization: Bearer $FRODB_KEY" ${path}`),
        },
        { id: 'link', label: t('inspector.copyLink'), onAction: () => copyText(location.href) },
        ...(rights.mayDelete
          ? ([
              'separator',
              { id: 'delete', label: t('delete.menu'), isDanger: true, onAction: onDelete },
            ] as const)
          : []),
      ]}
    </MenuButton>
  );
}
