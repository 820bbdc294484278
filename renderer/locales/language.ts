import i18next from 'i18next';
import resourcesToBackend from 'i18next-resources-to-backend';
import { initReactI18next } from 'react-i18next';
import { usePreferences } from '../studio/preferences.ts';
import type { Words } from './words.ts';

const files = import.meta.glob<Words>('./*/*.json', { import: 'default' });

/** Starts i18next: each language is a folder here, each namespace a file, fetched when a place first needs it. */
export async function startLanguage(): Promise<void> {
  await i18next
    .use(
      resourcesToBackend((language: string, namespace: string) => {
        const load = files[`./${language}/${namespace}.json`];
        if (!load) throw new Error(`there are no words ${language}/${namespace}`);
        return load();
      }),
    )
    .use(initReactI18next)
    .init({
      lng: usePreferences.getState().language,
      fallbackLng: false,
      supportedLngs: ['en', 'pt'],
      ns: ['common', 'components'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
      // A key that is made up at run time and leads nowhere is seen by the tests, which want a quiet console. One that is
      // only looked for has a default.
      saveMissing: true,
      missingKeyHandler: (
        _languages,
        namespace,
        key,
        _fallback,
        _update,
        options: { defaultValue?: unknown },
      ) => {
        if (options.defaultValue === undefined) console.error(`no words ${namespace}:${key}`);
      },
    });
  countAsWritten();
  // Whoever loses FroDB must be told in words, and then they can not be fetched any more.
  void i18next.loadNamespaces('problems');
  usePreferences.subscribe(({ language }) => {
    if (i18next.language !== language) void i18next.changeLanguage(language);
  });
}

/** In Brazil, nought is one for Unicode; people write "0 registros" and "1 registro", as Portugal's rule has it. */
function countAsWritten(): void {
  const resolver = i18next.services.pluralResolver as {
    getRule: (code: string, options?: object) => Intl.PluralRules;
  };
  const ruleOf = resolver.getRule.bind(resolver);
  resolver.getRule = (code, options) => ruleOf(code === 'pt' ? 'pt-PT' : code, options);
}
