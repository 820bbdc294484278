import { lazy, Suspense } from 'react';
import type { CodeEditorProps } from './code-editor-props.ts';
import styles from './code-editor.module.css';

export type { CodeEditorProps, CodeProblem } from './code-editor-props.ts';

/** CodeMirror is fetched when the first editor is shown. */
const CodeMirror = lazy(async () => ({ default: (await import('./code-mirror.tsx')).CodeMirror }));

/** Edits JSON or YAML: line numbers, brackets, undo, search, suggestions, problems where they are. Tab leaves it. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <div className={styles.frame} data-filling={props.isFilling || undefined}>
      <Suspense fallback={<pre className={styles.waiting}>{props.value}</pre>}>
        <CodeMirror {...props} />
      </Suspense>
    </div>
  );
}
