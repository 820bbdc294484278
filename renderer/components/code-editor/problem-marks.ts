import { Prec, RangeSet, StateEffect, StateField } from '@codemirror/state';
import type { EditorState, Extension, Range } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  gutterWidgetClass,
  keymap,
  WidgetType,
} from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import { keyWords } from '../kbd/key-words.ts';
import type { CodeProblem } from './code-editor-props.ts';
import styles from './code-editor.module.css';

/** Puts these in the place of the problems that are shown. */
export const showProblems = StateEffect.define<readonly CodeProblem[]>();

const fixKeys = 'mod+.';

/** What is under a line that has a problem: where and what it is, and the button that puts it right. */
class ProblemWidget extends WidgetType {
  constructor(readonly problem: CodeProblem) {
    super();
  }

  override eq({ problem }: ProblemWidget): boolean {
    return problem === this.problem;
  }

  override toDOM(): HTMLElement {
    const { path, message, fix } = this.problem;
    const box = document.createElement('div');
    box.className = styles.problem ?? '';
    const text = box.appendChild(document.createElement('span'));
    if (path !== undefined) text.appendChild(document.createElement('b')).textContent = `${path} `;
    text.append(message);
    if (fix) {
      const button = box.appendChild(document.createElement('button'));
      button.type = 'button';
      button.textContent = fix.label;
      button.title = keyWords(fixKeys).join(' ');
      button.addEventListener('click', () => fix.onFix());
    }
    return box;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Carries the line's colour on under its number, and under what is told of it. */
class BadGutter extends GutterMarker {
  override elementClass = styles.badGutter ?? '';
}

class BadWidgetGutter extends GutterMarker {
  override elementClass = `${styles.badGutter} ${styles.badEnd}`;
}

const badGutter = new BadGutter();
const badWidgetGutter = new BadWidgetGutter();

interface Marks {
  problems: readonly CodeProblem[];
  decorations: DecorationSet;
}

function marksOf(state: EditorState, problems: readonly CodeProblem[]): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const problem of problems) {
    const line = state.doc.line(Math.min(Math.max(1, problem.line), state.doc.lines));
    ranges.push(Decoration.line({ class: styles.badLine }).range(line.from));
    const from = Math.min(line.from + (problem.from ?? 0), line.to);
    const to = Math.min(line.from + (problem.to ?? 0), line.to);
    if (from < to) ranges.push(Decoration.mark({ class: styles.bad }).range(from, to));
    ranges.push(
      Decoration.widget({ widget: new ProblemWidget(problem), block: true, side: 1 }).range(line.to),
    );
  }
  return Decoration.set(ranges, true);
}

const marks = StateField.define<Marks>({
  create: () => ({ problems: [], decorations: Decoration.none }),
  update({ problems, decorations }, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(showProblems)) {
        return { problems: effect.value, decorations: marksOf(transaction.state, effect.value) };
      }
    }
    // Until somebody has checked the new text, what was wrong stays where it was.
    return { problems, decorations: decorations.map(transaction.changes) };
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ decorations }) => decorations),
    gutterLineClass.from(field, ({ decorations }) => gutterOf(decorations)),
  ],
});

function gutterOf(decorations: DecorationSet): RangeSet<GutterMarker> {
  const ranges: Range<GutterMarker>[] = [];
  for (const at = decorations.iter(); at.value; at.next()) {
    if (at.value.spec.class === styles.badLine) ranges.push(badGutter.range(at.from));
  }
  return RangeSet.of(ranges);
}

/** Puts right what is wrong in the cursor's line, else the first thing that can be. */
function fixOne({ state }: EditorView): boolean {
  const { problems } = state.field(marks);
  const { number } = state.doc.lineAt(state.selection.main.head);
  const fixable = problems.filter(({ fix }) => fix);
  const chosen = fixable.find(({ line }) => line === number) ?? fixable[0];
  chosen?.fix?.onFix();
  return chosen !== undefined;
}

export function problemMarks(): Extension {
  return [
    marks,
    gutterWidgetClass.of((_, widget) => (widget instanceof ProblemWidget ? badWidgetGutter : null)),
    Prec.high(keymap.of([{ key: 'Mod-.', run: fixOne }])),
  ];
}
