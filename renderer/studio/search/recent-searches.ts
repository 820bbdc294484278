import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export interface RecentSearch {
  /** `database.collection` */
  in: string;
  q: string;
}

interface Recent {
  /** The collection that was searched last. */
  last: string | null;
  searches: RecentSearch[];
}

const kept = 20;

/** What was searched for in this browser, newest first. */
export const useRecentSearches = create<Recent>()(
  persist((): Recent => ({ last: null, searches: [] }), { name: 'frodb.searches', version: 1 }),
);

/** Remembers a search that somebody meant: pressed Enter on, or opened a hit of. */
export function rememberSearch(search: RecentSearch): void {
  useRecentSearches.setState(({ searches }) => ({
    searches: [search, ...searches.filter((one) => one.in !== search.in || one.q !== search.q)].slice(
      0,
      kept,
    ),
  }));
}

export function rememberCollection(name: string): void {
  if (useRecentSearches.getState().last !== name) useRecentSearches.setState({ last: name });
}

/** Forgets what was searched for there. */
export function forgetSearches(name: string): void {
  useRecentSearches.setState(({ searches }) => ({ searches: searches.filter((one) => one.in !== name) }));
}
