import type { CompletionSource } from '@codemirror/autocomplete';

export interface CodeProblem {
  /** From 1. */
  line: number;
  /** Columns in that line, from 0, of what is wrong; without them the line is marked. */
  from?: number;
  to?: number;
  /** Where it is, `fields[6].type`; in front of the message. */
  path?: string;
  message: string;
  /** What would put it right; ⌘. does it. */
  fix?: { label: string; onFix: () => void };
}

export interface CodeEditorProps {
  /** What is edited, for those who do not see it. */
  label: string;
  value: string;
  onChange?: (value: string) => void;
  language: 'json' | 'yaml' | 'text';
  isReadOnly?: boolean;
  /** Shown under their lines. */
  problems?: readonly CodeProblem[];
  /** Suggests what can stand at the cursor. */
  complete?: CompletionSource;
  /** Told when the cursor moves; both from 1. */
  onCursor?: (line: number, column: number) => void;
  /** Comes into sight whenever it changes. */
  revealLine?: number;
  /** It fills its place and scrolls by itself; else it grows with the code. */
  isFilling?: boolean;
}
