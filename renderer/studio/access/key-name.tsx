import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCan, useSession } from '../../api/session.ts';
import { apiKeysQuery } from './key-queries.ts';

/** The API key of this id, by its name where that is known; `none`: what is said of no key. */
export function KeyName({ id, none }: { id: string | null; none: string }) {
  const isAdmin = useCan()('admin');
  const own = useSession(({ key }) => key);
  const { data: all = [] } = useQuery({ ...apiKeysQuery, enabled: isAdmin && id !== null });
  if (id === null) return none;
  const name = all.find((key) => key.id === id)?.name ?? (own?.id === id ? own.name : undefined);
  if (name === undefined) return <span className="mono">{id.slice(0, 8)}</span>;
  return isAdmin ? (
    <Link to="/access" search={{ key: id }}>
      {name}
    </Link>
  ) : (
    name
  );
}
