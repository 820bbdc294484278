import { useSession } from '../../api/session.ts';

/** Whether the key may change a database as a whole: make it, describe it, delete it with all that is in it. */
export function useCanChangeDatabase(): (database?: string) => boolean {
  const permissions = useSession(({ key }) => key?.permissions) ?? [];
  return (database) =>
    permissions.some(
      ({ actions, databases, collections }) =>
        actions.includes('schema') &&
        collections === '*' &&
        (databases === '*' || database === undefined || databases.includes(database)),
    );
}
