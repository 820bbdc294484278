import type { LucideIcon } from 'lucide-react';
import { ChartLine, FileText, Scale, Users } from 'lucide-react';
import type { Language } from '../preferences.ts';

const files = import.meta.glob<string>('./starters/*/*.yaml', { query: '?raw', import: 'default' });

export type StarterId = 'reports' | 'readings' | 'laws' | 'interviews';

/** What a collection can begin with, in the order in which it is offered; words: `schema:starters.<id>`. */
export const starters: readonly { id: StarterId; icon: LucideIcon }[] = [
  { id: 'reports', icon: FileText },
  { id: 'readings', icon: ChartLine },
  { id: 'laws', icon: Scale },
  { id: 'interviews', icon: Users },
];

/** Its schema as YAML, with words that explain it. */
export async function readStarter(id: StarterId, language: Language): Promise<string> {
  const read = files[`./starters/${language}/${id}.yaml`];
  if (!read) throw new Error(`there is no starter ${id} in ${language}`);
  return read();
}
