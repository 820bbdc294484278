import type { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useEffectEvent, useId, useRef } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { CodeEditorProps } from './code-editor-props.ts';
import styles from './code-editor.module.css';
import { editorExtensions, phrasesOf, variable } from './extensions.ts';
import { problemMarks, showProblems } from './problem-marks.ts';

/** The editor itself. What React says goes in, what is typed comes out; the text in between is CodeMirror's. */
export function CodeMirror({
  label,
  value,
  onChange,
  language,
  isReadOnly = false,
  problems = [],
  complete,
  onCursor,
  revealLine,
}: CodeEditorProps) {
  const { t, i18n } = useTranslation('components');
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const help = useId();
  const changed = useEffectEvent((text: string) => onChange?.(text));
  const moved = useEffectEvent((line: number, column: number) => onCursor?.(line, column));
  const completed = useEffectEvent((context: CompletionContext) => complete?.(context) ?? null);

  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          editorExtensions((context) => completed(context)),
          problemMarks(),
          EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
            if (docChanged) changed(state.doc.toString());
            if (!docChanged && !selectionSet) return;
            const { head } = state.selection.main;
            const line = state.doc.lineAt(head);
            moved(line.number, head - line.from + 1);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // Made once: what changes later is put in by the effects below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    const attributes = { 'aria-label': label, 'aria-describedby': help, 'aria-multiline': 'true' };
    view.current?.dispatch({
      effects: variable.reconfigure({ language, isReadOnly, attributes, phrases: phrasesOf(t) }),
    });
  }, [label, help, language, isReadOnly, t, i18n.language]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: changeBetween(editor.state.doc.toString(), value) });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: showProblems.of(problems) });
  }, [problems]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || revealLine === undefined || revealLine > editor.state.doc.lines) return;
    const { from } = editor.state.doc.line(revealLine);
    editor.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  }, [revealLine]);

  return (
    <>
      <div ref={place} className={styles.place} />
      <VisuallyHidden>
        <span id={help}>{t(isReadOnly ? 'code.readOnlyHelp' : 'code.help')}</span>
      </VisuallyHidden>
    </>
  );
}

/** Only what differs, so that cursor, scroll and folds stay where they were. */
function changeBetween(old: string, value: string): { from: number; to: number; insert: string } {
  const most = Math.min(old.length, value.length);
  let start = 0;
  while (start < most && old[start] === value[start]) start++;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === value[value.length - 1 - end]) end++;
  return { from: start, to: old.length - end, insert: value.slice(start, value.length - end) };
}
