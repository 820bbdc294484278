import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from 'yaml';
import type { FieldProblem, Problem } from '../../api/problem.ts';
import type { CodeProblem } from '../../components/code-editor/code-editor.tsx';
import { useFormat } from '../format/use-format.ts';
import { translateFieldProblem } from '../problems/translate-problem.ts';
import type { FieldRow } from './field-rows.ts';
import { idOfPath } from './field-rows.ts';
import styles from './problem-text.module.css';
import { applyFix } from './quick-fix.ts';
import type { SchemaDraft } from './schema-document.ts';
import type { SchemaEditing } from './schema-editing.ts';
import { placeProblems } from './schema-problems.ts';
import type { SchemaProblem } from './schema-problems.ts';

interface DraftProblems {
  /** Under their lines. */
  ofCode: CodeProblem[];
  /** Beside their controls. */
  errorAt: SchemaEditing['errorAt'];
  /** How much is wrong with a row, without the rows inside it. */
  problemsOf: (rowId: string) => number;
  count: number;
  /** All that is missing is a name: nothing that anybody did wrong. */
  lacksOnlyName: boolean;
}

/** Whose items' problems are shown beside the whole of it. */
const lists = ['values', 'accept', 'store_in', 'default'];

const isNoName = ({ path, code, message }: FieldProblem): boolean =>
  path === 'name' && (code === 'required' || (code === 'bad_name' && message.endsWith('""')));

/** What is wrong with a draft, for all who show it. */
export function useDraftProblems(
  draft: SchemaDraft,
  rows: readonly FieldRow[],
  problem: Problem | undefined,
  edit: (change: (document: Document) => void) => void,
): DraftProblems {
  const { t } = useTranslation('schema');
  const { t: words } = useTranslation('problems');
  const format = useFormat();
  const { text } = draft;
  const all = useMemo(() => placeProblems({ text }, problem), [text, problem]);
  return useMemo(() => {
    const say = (one: FieldProblem): string => translateFieldProblem(words, format, one);
    const shown = all.filter((one) => !isNoName(one.problem));
    const fixOf = ({ fix }: SchemaProblem) =>
      fix && {
        label: t(`fix.${fix.kind}`, { value: fix.value }),
        onFix: () => edit((document) => applyFix(document, fix)),
      };
    const byRow = countByRow(shown, rows);
    return {
      count: shown.length,
      lacksOnlyName: shown.length === 0 && all.length > 0,
      problemsOf: (rowId) => byRow.get(rowId) ?? 0,
      ofCode: shown.map((one) => {
        const lineStart = text.lastIndexOf('\n', one.from - 1) + 1;
        const fix = fixOf(one);
        return {
          line: one.line,
          from: one.from - lineStart,
          to: one.to - lineStart,
          message: say(one.problem),
          ...(one.problem.path === 'body' ? {} : { path: one.problem.path }),
          ...(fix ? { fix } : {}),
        };
      }),
      errorAt(path, key) {
        const id = idOfPath(key === undefined ? path : [...path, key]);
        const isList = key !== undefined && lists.includes(key);
        const found = shown.find(({ at }) => at === id || (isList && at.startsWith(`${id}.`)));
        if (!found) return null;
        const fix = fixOf(found);
        return (
          <>
            {say(found.problem)}
            {fix && (
              <button type="button" className={styles.fix} onClick={fix.onFix}>
                {fix.label}
              </button>
            )}
          </>
        );
      },
    };
  }, [all, rows, text, t, words, format, edit]);
}

/** Each problem counts for the innermost row that it is in. */
function countByRow(problems: readonly SchemaProblem[], rows: readonly FieldRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { at } of problems) {
    // Rows inside come after those that they are in.
    const row = rows.findLast(({ id }) => at === id || at.startsWith(`${id}.`));
    if (row) counts.set(row.id, (counts.get(row.id) ?? 0) + 1);
  }
  return counts;
}
