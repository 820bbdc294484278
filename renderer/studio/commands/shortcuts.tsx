import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { Dialog } from '../../components/dialog/dialog.tsx';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { useCommandList } from './command-list.ts';
import type { Command } from './command-list.ts';
import { closePalette } from './palette-state.ts';
import styles from './shortcuts.module.css';

const groups: readonly Command['group'][] = ['here', 'go', 'create', 'view'];

/** Every shortcut that does something where one is. */
export function Shortcuts() {
  const { t } = useTranslation();
  const commands = useCommandList((list) => list.commands).filter(({ keys }) => keys !== undefined);
  return (
    <Dialog
      title={t('palette.shortcuts')}
      size="lg"
      isDismissable
      onClose={closePalette}
      footer={<Button onPress={closePalette}>{t('action.close')}</Button>}
    >
      <div className={styles.groups}>
        {groups.map((group) => {
          const own = commands.filter((command) => command.group === group);
          return (
            own.length > 0 && (
              <section key={group}>
                <h3>{t(`palette.group.${group}`)}</h3>
                <dl>
                  {own.map(({ id, title, keys = '' }) => (
                    <div key={id}>
                      <dt>{title}</dt>
                      <dd>
                        <Kbd keys={keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          );
        })}
      </div>
    </Dialog>
  );
}
