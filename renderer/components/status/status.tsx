import type { ReactNode } from 'react';
import { VisuallyHidden } from 'react-aria-components';

/** Reads out what it holds whenever that changes; it is heard only, unless `isShown`. */
export function Status({ children, isShown = false }: { children: ReactNode; isShown?: boolean }) {
  const region = <span role="status">{children}</span>;
  return isShown ? region : <VisuallyHidden>{region}</VisuallyHidden>;
}
