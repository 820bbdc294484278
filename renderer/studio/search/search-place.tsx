import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { schemaQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { Status } from '../../components/status/status.tsx';
import { useCommand } from '../commands/use-command.ts';
import { addCondition } from '../records/filters/filter.ts';
import type { Filter } from '../records/filters/filter.ts';
import type { PageProps } from '../shell/page.tsx';
import { HitInspector } from './hit-inspector.tsx';
import { HitList } from './hit-list.tsx';
import { isSearchable } from './is-searchable.ts';
import { rememberCollection, rememberSearch } from './recent-searches.ts';
import { SearchBar } from './search-bar.tsx';
import { SearchBox } from './search-box.tsx';
import { SearchMessage } from './search-message.tsx';
import styles from './search-place.module.css';
import { useHitWalk } from './use-hit-walk.ts';
import { useHits } from './use-hits.ts';
import type { Hits } from './use-hits.ts';
import { useSearchSnippet } from './use-search-snippet.ts';
import { useSearchState } from './use-search-state.ts';

export interface SearchPlaceProps {
  at: CollectionPath;
  /** Left of the search box: which collection, where that can be chosen. */
  picker?: ReactNode;
  /** The page around it: of the place Search, or of a collection. */
  frame: (parts: Pick<PageProps, 'inspector' | 'status' | 'children'>) => ReactNode;
}

/** Waited for at once: a part that waits later hides the page meanwhile, and the search box loses the focus. */
const allWords = ['search', 'records', 'files', 'api', 'problems', 'components'] as const;

/** The search of one collection: box, filters, hits, and the one that is open beside them. */
export function SearchPlace({ at, picker, frame }: SearchPlaceProps) {
  useTranslation(allWords);
  const can = useCan();
  const { params, change } = useSearchState();
  const { q = '', filters, hit: openId, tab = 'passage', passage = 1 } = params;
  const { data: schema } = useQuery({
    ...schemaQuery(at),
    enabled: can('read', at.database, at.collection),
  });
  const found = useHits(at, { query: q, filters });
  const list = useRef<HTMLDivElement>(null);
  const name = `${at.database}.${at.collection}`;
  useEffect(() => rememberCollection(name), [name]);
  const walk = useHitWalk({
    hits: found.hits,
    openId,
    list,
    onShow: ({ id }) => {
      rememberSearch({ in: name, q });
      // From one hit to the next is no step back.
      change({ hit: id, passage: undefined }, openId === undefined ? 'push' : 'replace');
    },
  });
  const setFilters = (next: Filter | undefined): void => change({ filters: next, ...closed });
  const { open } = walk;
  const shareOf = (score: number): number => score / (found.hits?.[0]?.score || 1);
  return frame({
    inspector: open && (
      <HitInspector
        key={open.id}
        at={at}
        schema={schema}
        hit={open}
        share={shareOf(open.score)}
        tab={tab}
        passage={passage - 1}
        onTab={(next) => change({ tab: next === 'passage' ? undefined : next }, 'replace')}
        onPassage={(next) => change({ passage: next > 0 ? next + 1 : undefined }, 'replace')}
        walk={walk}
        onFilter={(field, value) => setFilters(addCondition(filters, { field, operator: '$eq', value }))}
        onClose={() => {
          change({ ...closed, tab: undefined }, 'replace');
          walk.leave();
        }}
      />
    ),
    status: found.hits?.length ? <Keys hasFilters={schema !== undefined} /> : undefined,
    children: (
      <>
        <Question at={at} picker={picker} schema={schema} found={found} onLeave={() => walk.go(0)} />
        <SearchMessage at={at} schema={schema} found={found} query={q} filters={filters} />
        {found.hits && found.hits.length > 0 && (
          <HitList ref={list} found={found} schema={schema} shareOf={shareOf} walk={walk} />
        )}
      </>
    ),
  });
}

interface QuestionProps {
  at: CollectionPath;
  picker: ReactNode;
  schema: CollectionSchema | undefined;
  found: Hits;
  /** To the hits. */
  onLeave: () => void;
}

/** What is asked: the box, the filters, and in short what came of it. */
function Question({ at, picker, schema, found, onLeave }: QuestionProps) {
  const { t } = useTranslation('search');
  const { params, change } = useSearchState();
  const { q = '', filters } = params;
  const input = useRef<HTMLInputElement>(null);
  useCommand({
    id: 'search.box',
    title: t('toBox'),
    group: 'here',
    keys: '/',
    run: () => input.current?.select(),
  });
  const request = useSearchSnippet(at, q, filters);
  const ask = (query: string): void => {
    if (query !== q) change({ q: query || undefined, ...closed }, 'replace');
  };
  return (
    <>
      <div className={styles.row}>
        {picker}
        <SearchBox
          query={q}
          inputRef={input}
          onChange={ask}
          onSubmit={(query) => {
            ask(query);
            if (query !== '') rememberSearch({ in: `${at.database}.${at.collection}`, q: query });
          }}
          onLeave={onLeave}
        />
      </div>
      {(!schema || isSearchable(schema)) && (
        <SearchBar
          schema={schema}
          found={found}
          filters={filters}
          request={request}
          onFilters={(next) => change({ filters: next, ...closed })}
        />
      )}
      <Status>{found.hits && !found.isOld ? t('found', { count: found.hits.length }) : ''}</Status>
    </>
  );
}

/** No details: those that were open are of another question. */
const closed = { hit: undefined, passage: undefined } as const;

function Keys({ hasFilters }: { hasFilters: boolean }) {
  const { t } = useTranslation('search');
  return (
    <>
      <span className={styles.keys}>
        <Kbd keys="j" />
        <Kbd keys="k" />
        {t('keys.nextPrevious')}
      </span>
      <span className={styles.keys}>
        <Kbd keys="enter" />
        {t('keys.open')}
      </span>
      {hasFilters && (
        <span className={styles.keys}>
          <Kbd keys="f" />
          {t('keys.filter')}
        </span>
      )}
    </>
  );
}
