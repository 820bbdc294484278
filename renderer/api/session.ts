import { create } from 'zustand';
import type { paths } from './generated/openapi.d.ts';
import { ApiProblem, readProblem } from './problem.ts';

/** The key that this browser works with. */
export type OwnKey = paths['/api-keys/self']['get']['responses'][200]['content']['application/json'];
export type Permission = OwnKey['permissions'][number];
export type Action = Permission['actions'][number];

interface Session {
  /** `out`: nobody is in, and the page asks for a key. `lost`: it ended while somebody worked, whose page stays as it is. */
  state: 'asking' | 'in' | 'out' | 'lost';
  key: OwnKey | null;
}

export const useSession = create<Session>()(() => ({ state: 'asking', key: null }));

/** Asks whose cookie this is; `still`: of a page that is in use, which stays as it is. Rejects when nobody answers. */
export async function resumeSession(when: 'first' | 'still' = 'first'): Promise<void> {
  const response = await fetch('/api-keys/self');
  if (response.status === 401) {
    if (when === 'still') loseSession();
    else useSession.setState({ state: 'out', key: null });
  } else if (!response.ok) throw new ApiProblem(await readProblem(response));
  else useSession.setState({ state: 'in', key: (await response.json()) as OwnKey });
}

/** Logs in with an API key. Rejects with 401 when it is not valid. */
export async function logIn(key: string): Promise<void> {
  const response = await fetch('/studio/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  if (!response.ok) throw new ApiProblem(await readProblem(response));
  const before = useSession.getState().key;
  const own = (await response.json()) as OwnKey;
  useSession.setState({ state: 'in', key: own });
  // What the page of another key shows is not for this one.
  if (before && before.id !== own.id) location.reload();
}

export async function logOut(): Promise<void> {
  const response = await fetch('/studio/session', { method: 'DELETE' });
  if (!response.ok && response.status !== 401) throw new ApiProblem(await readProblem(response));
  location.assign('/studio/');
}

/** An answer said 401: the key was revoked, has run out, or somebody logged out in another window. */
export function loseSession(): void {
  if (useSession.getState().state === 'in') useSession.setState({ state: 'lost' });
}

/** Whether a key may do `action` there; without a collection: on any of it, without a database: anywhere. */
export function isPermitted(
  permissions: readonly Permission[],
  action: Action,
  database?: string,
  collection?: string,
): boolean {
  const covers = (names: readonly string[] | '*', name: string | undefined): boolean =>
    names === '*' || name === undefined || names.includes(name);
  return permissions.some(
    ({ actions, databases, collections }) =>
      actions.includes(action) && covers(databases, database) && covers(collections, collection),
  );
}

/** `can('write', database, collection)`: what the key may not do is not shown. */
export function useCan(): (action: Action, database?: string, collection?: string) => boolean {
  const permissions = useSession(({ key }) => key?.permissions);
  return (action, database, collection) => isPermitted(permissions ?? [], action, database, collection);
}
