import type { Plugin } from 'vite';

const words = /\/react-(?:aria|stately)(?:-components)?\/.*\/intl\/.*\/([a-z]{2}-[A-Z]{2})\.mjs$/;
const spoken = ['en-US', 'pt-BR'];

/** React Aria brings its words in 34 languages; those that Studio does not speak are left out of what browsers fetch. */
export function twoLanguages(): Plugin {
  return {
    name: 'two-languages',
    enforce: 'pre',
    load(id) {
      const [, language] = words.exec(id) ?? [];
      return language === undefined || spoken.includes(language) ? null : 'export default {};';
    },
  };
}
