import { jsonLanguage } from '@codemirror/lang-json';
import { yamlLanguage } from '@codemirror/lang-yaml';
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';

export interface CodePiece {
  text: string;
  kind: string | null;
}

const kinds = tagHighlighter([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: 'key' },
  { tag: [tags.string, tags.content], class: 'string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'number' },
  { tag: tags.comment, class: 'comment' },
]);

/** The code in pieces of one colour each. */
export function highlight(code: string, language: 'json' | 'yaml'): CodePiece[] {
  const { parser } = language === 'json' ? jsonLanguage : yamlLanguage;
  const pieces: CodePiece[] = [];
  highlightCode(
    code,
    parser.parse(code),
    kinds,
    (text, classes) => pieces.push({ text, kind: classes === '' ? null : classes }),
    () => pieces.push({ text: '\n', kind: null }),
  );
  return pieces;
}
