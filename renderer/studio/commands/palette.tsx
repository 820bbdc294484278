import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Layers, Search } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { collectionsQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import { useCommandList } from './command-list.ts';
import type { Command as Entry } from './command-list.ts';
import { FoundRecords } from './found-records.tsx';
import styles from './palette.module.css';
import { closePalette } from './palette-state.ts';

/** Closes it first: what runs may open something over the page itself. */
function choose(run: () => void): void {
  closePalette();
  run();
}

/**
 * Finds what is typed among the commands of the open page and of Studio, the collections, and the records of the
 * collection that is open (Tab gives that up, `>` leaves only commands).
 */
export function Palette() {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className={styles.scrim ?? ''}
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) closePalette();
      }}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('shell.command')}>
          <Finder />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Finder() {
  const { t } = useTranslation();
  const can = useCan();
  const { database, collection } = useParams({ strict: false });
  const [text, setText] = useState('');
  const [isEverywhere, setEverywhere] = useState(false);
  const at = database && collection && !isEverywhere ? { database, collection } : null;
  const areActionsOnly = text.startsWith('>');
  const wanted = (areActionsOnly ? text.slice(1) : text).trim();
  return (
    <Command
      label={t('shell.command')}
      loop
      // The `>` is no part of what is looked for.
      filter={(value, _search, words) => score(value, wanted, words)}
      onKeyDown={(event) => {
        if (event.key !== 'Tab' || !collection) return;
        event.preventDefault();
        setEverywhere(!isEverywhere);
      }}
    >
      <div className={styles.question}>
        <Search size={16} strokeWidth={1.5} aria-hidden />
        <Command.Input autoFocus value={text} onValueChange={setText} placeholder={t('shell.command')} />
        {at && <Tag>{at.collection}</Tag>}
        <Kbd keys="escape" />
      </div>
      <Command.List className={styles.list} label={t('palette.found')}>
        <Command.Empty className={styles.none}>{t('palette.nothing', { text: wanted })}</Command.Empty>
        {at && !areActionsOnly && wanted.length > 1 && can('search', at.database, at.collection) && (
          <FoundRecords at={at} text={wanted} onChoose={choose} />
        )}
        <Commands group="here" />
        {!areActionsOnly && <Collections at={at} text={wanted} />}
        <Commands group="create" />
        <Commands group="go" />
        <Commands group="view" />
      </Command.List>
      <footer className={styles.foot}>
        <span>
          <Kbd keys="up" /> <Kbd keys="down" /> {t('palette.choose')}
        </span>
        {collection && (
          <span>
            <Kbd keys="tab" /> {t(isEverywhere ? 'palette.inCollection' : 'palette.everywhere')}
          </span>
        )}
        <span>
          <Kbd keys="greater" /> {t('palette.actionsOnly')}
        </span>
        <span className={styles.end}>
          <Kbd keys="?" /> {t('shell.shortcuts')}
        </span>
      </footer>
    </Command>
  );
}

/** 1 for what begins with it, less for what has it further in; each word of the question must be there. */
function score(value: string, wanted: string, words: string[] = []): number {
  const text = fold([value, ...words].join(' '));
  const parts = fold(wanted).split(/\s+/).filter(Boolean);
  if (!parts.every((part) => text.includes(part))) return 0;
  const [first = ''] = parts;
  const index = text.indexOf(first);
  return index === 0 ? 1 : /\s/.test(text.charAt(index - 1)) ? 0.8 : 0.5;
}

/** Without case and accents: `coleções` is found by `colecoes`. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}

function Commands({ group }: { group: Entry['group'] }) {
  const { t } = useTranslation();
  const commands = useCommandList((list) => list.commands).filter(
    (command) => command.group === group && command.id !== 'palette',
  );
  if (commands.length === 0) return null;
  return (
    <Command.Group heading={t(`palette.group.${group}`)}>
      {commands.map(({ id, title, icon: Icon, keys, words, run }) => (
        <Command.Item
          key={id}
          value={`${title} ${id}`}
          keywords={words === undefined ? [] : [words]}
          onSelect={() => choose(run)}
        >
          {Icon ? <Icon size={16} strokeWidth={1.5} aria-hidden /> : <span className={styles.noIcon} />}
          <span className="cut">{title}</span>
          {keys !== undefined && (
            <span className={styles.end}>
              <Kbd keys={keys} />
            </span>
          )}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Collections({ at, text }: { at: CollectionPath | null; text: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: collections = [] } = useQuery(collectionsQuery);
  return (
    <Command.Group heading={t('places.collections')}>
      {text !== '' && (
        <Command.Item
          value={`search-for ${text}`}
          keywords={[text]}
          onSelect={() =>
            choose(
              () =>
                void navigate(
                  at
                    ? {
                        to: '/collections/$database/$collection/search',
                        params: at,
                        search: { q: text } as never,
                      }
                    : { to: '/search', search: { q: text } as never },
                ),
            )
          }
        >
          <Search size={16} strokeWidth={1.5} aria-hidden />
          <span className="cut">
            {at
              ? t('palette.searchIn', { text, collection: at.collection })
              : t('palette.searchFor', { text })}
          </span>
        </Command.Item>
      )}
      {collections.map(({ name, database_name: database }) => (
        <Command.Item
          key={`${database}.${name}`}
          value={`${name} ${database}`}
          onSelect={() =>
            choose(
              () =>
                void navigate({
                  to: '/collections/$database/$collection',
                  params: { database, collection: name },
                }),
            )
          }
        >
          <Layers size={16} strokeWidth={1.5} aria-hidden />
          <span className="cut">{name}</span>
          <span className={styles.where}>{database}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
