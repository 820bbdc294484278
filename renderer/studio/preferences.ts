import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 28 | 32 | 40;
export type Language = 'en' | 'pt';

/** How one person likes Studio; kept in this browser. */
export interface Preferences {
  theme: Theme;
  density: Density;
  language: Language;
  hasNarrowRail: boolean;
  /** Of the details on the right, in px. */
  inspectorWidth: number;
}

/** The browser's own wish, until somebody chooses. */
function browserLanguage(): Language {
  const [first] = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .filter((tag) => tag === 'pt' || tag === 'en');
  return first === 'pt' ? 'pt' : 'en';
}

export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'system',
      density: 32,
      language: browserLanguage(),
      hasNarrowRail: false,
      inspectorWidth: 360,
    }),
    {
      name: 'frodb.preferences',
      version: 1,
    },
  ),
);

/** Changes some of them, at once and for good. */
export function prefer(some: Partial<Preferences>): void {
  usePreferences.setState(some);
}

/** Changes to the other theme than the one that is seen. */
export function toggleTheme(): void {
  const { theme } = usePreferences.getState();
  const isDark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  prefer({ theme: isDark ? 'light' : 'dark' });
}

export function toggleLanguage(): void {
  prefer({ language: usePreferences.getState().language === 'pt' ? 'en' : 'pt' });
}

/** Puts theme, density and language on the page's root, now and whenever they change. */
export function applyPreferences(): void {
  const apply = ({ theme, density, language }: Preferences): void => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    dataset['density'] = String(density);
    document.documentElement.lang = language === 'pt' ? 'pt-BR' : 'en';
  };
  apply(usePreferences.getState());
  usePreferences.subscribe(apply);
  // Another window of this browser chose.
  window.addEventListener('storage', ({ key }) => {
    if (key === 'frodb.preferences') void usePreferences.persist.rehydrate();
  });
}
