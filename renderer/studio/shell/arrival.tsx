import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Status } from '../../components/status/status.tsx';

/**
 * Whoever goes to another place by keyboard or ear arrives there: focus moves into its main part, unless something in it
 * has taken it already, and its title is read out.
 */
export function Arrival() {
  const router = useRouter();
  const [title, setTitle] = useState('');
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged) return;
        const main = document.querySelector<HTMLElement>('#content');
        if (!main?.contains(document.activeElement)) main?.focus({ preventScroll: true });
        setTitle(document.title);
      }),
    [router],
  );
  return <Status>{title}</Status>;
}
