import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../api/problem.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { schemaQuery } from '../../api/queries.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import type { PageProps } from '../shell/page.tsx';
import styles from './collection-frame.module.css';
import { CollectionGone } from './collection-gone.tsx';
import { CollectionTabs } from './collection-tabs.tsx';
import type { CollectionTab } from './collection-tabs.tsx';

export interface CollectionFrameProps extends Omit<PageProps, 'title' | 'sub' | 'tabs'> {
  at: CollectionPath;
  /** The tab that this page is of. */
  tab: CollectionTab;
}

/**
 * A page of one collection: its name and description, its tabs, and what the page is about. When the collection is not
 * there (any more), or nothing can be read of it, it says so in the page's place; what was typed lies in its draft.
 */
export function CollectionFrame({ at, tab, children, ...parts }: CollectionFrameProps) {
  const { data: schema, error, refetch } = useQuery(schemaQuery(at));
  const head = {
    title: at.collection,
    sub: schema?.description && <bdi>{schema.description}</bdi>,
    tabs: <CollectionTabs at={at} current={tab} />,
  };
  const problem = error ? problemOf(error) : null;
  if (problem?.status === 404) {
    return (
      <Page title={at.collection}>
        <CollectionGone at={at} wasThere={schema !== undefined} />
      </Page>
    );
  }
  // Who may search and not read has no schema, and a page that does without it.
  if (problem && schema === undefined && problem.status !== 403) {
    return (
      <Page {...head}>
        <div className={styles.problem}>
          <ProblemNote problem={problem} onRetry={() => void refetch()} />
        </div>
      </Page>
    );
  }
  return (
    <Page {...head} {...parts}>
      {children}
    </Page>
  );
}
