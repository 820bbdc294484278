import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { SnippetLanguage } from './api-request.ts';

/** The language that somebody took a snippet in last; kept in this browser. */
export const useSnippetLanguage = create<{ language: SnippetLanguage }>()(
  persist((): { language: SnippetLanguage } => ({ language: 'curl' }), {
    name: 'frodb.snippets',
    version: 1,
  }),
);
