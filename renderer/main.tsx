import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from './locales/language.ts';
import { Studio } from './studio/studio.tsx';
import { applyPreferences } from './studio/preferences.ts';

const root = document.querySelector('#studio');
if (!root) throw new Error('the page has no #studio');
applyPreferences();
// The first paint has its words: a page that changes its language under one's eyes is worse than 10 ms more.
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <Studio />
  </StrictMode>,
);
