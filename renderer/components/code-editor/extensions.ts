import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import type { CompletionSource } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import type { Extension, StateEffect } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { TFunction } from 'i18next';
import { theme } from './theme.ts';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--syn-key)' },
  { tag: [tags.string, tags.content], color: 'var(--syn-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--syn-number)' },
  { tag: tags.comment, color: 'var(--syn-comment)' },
]);

interface Variable {
  language: 'json' | 'yaml' | 'text';
  isReadOnly: boolean;
  attributes: Record<string, string>;
  phrases: Record<string, string>;
}

const compartment = new Compartment();

const languageOf = { json, yaml, text: (): Extension => [] };

function variableExtensions({ language, isReadOnly, attributes, phrases }: Variable): Extension {
  return [
    languageOf[language](),
    EditorState.readOnly.of(isReadOnly),
    // By Tab also where nothing can be typed: long code is scrolled by keys.
    EditorView.contentAttributes.of({ ...attributes, tabindex: '0' }),
    EditorState.phrases.of(phrases),
    isReadOnly ? [] : [highlightActiveLine(), highlightActiveLineGutter()],
  ];
}

/** What can change while an editor is open. */
export const variable = {
  reconfigure: (wanted: Variable): StateEffect<unknown> =>
    compartment.reconfigure(variableExtensions(wanted)),
};

/** All that an editor can do. Tab is not among the keys, so that it leads on to the next field. */
export function editorExtensions(complete: CompletionSource): Extension {
  return [
    theme,
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    codeFolding({ placeholderText: '⋯' }),
    search({ top: true }),
    highlightSelectionMatches(),
    autocompletion({ override: [complete], icons: false }),
    syntaxHighlighting(colours),
    EditorState.tabSize.of(2),
    compartment.of([]),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
  ];
}

/** CodeMirror's own words, in the reader's language. */
export function phrasesOf(t: TFunction<'components'>): Record<string, string> {
  return {
    Find: t('code.find'),
    Replace: t('code.replaceWith'),
    next: t('code.next'),
    previous: t('code.previous'),
    all: t('code.all'),
    'match case': t('code.matchCase'),
    'by word': t('code.byWord'),
    regexp: t('code.regexp'),
    replace: t('code.replace'),
    'replace all': t('code.replaceAll'),
    close: t('code.close'),
    'current match': t('code.currentMatch'),
    'on line': t('code.onLine'),
    'replaced match on line $': t('code.replacedMatch'),
    'replaced $ matches': t('code.replacedMatches'),
    'Go to line': t('code.goToLine'),
    go: t('code.go'),
    Completions: t('code.completions'),
    'Folded lines': t('code.foldedLines'),
    'Unfolded lines': t('code.unfoldedLines'),
    'folded code': t('code.foldedCode'),
    unfold: t('code.unfold'),
    to: t('code.to'),
  };
}
