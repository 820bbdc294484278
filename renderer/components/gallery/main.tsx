/** The page of all components in all their states, in development only: `npm run dev:studio`, then /studio/gallery.html. */
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '../../styles/tokens.css';
import '../../styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../../locales/language.ts';
import { prefer } from '../../studio/preferences.ts';
import { Gallery } from './gallery.tsx';

const root = document.querySelector('#gallery');
if (!root) throw new Error('the page has no #gallery');
const wanted = new URLSearchParams(location.search).get('lang');
if (wanted === 'en' || wanted === 'pt') prefer({ language: wanted });
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
