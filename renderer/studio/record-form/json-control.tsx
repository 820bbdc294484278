import { CodeEditor } from '../../components/code-editor/code-editor.tsx';
import type { FieldControlProps } from './control-props.ts';
import { FieldFrame } from './field-frame.tsx';

/** Any JSON, as text. Empty is null. */
export function JsonControl({ text, ...props }: FieldControlProps & { text: string }) {
  return (
    <FieldFrame {...props}>
      <CodeEditor
        label={props.field.name}
        language="json"
        value={text}
        onChange={(next) => props.onChange({ kind: 'text', text: next })}
      />
    </FieldFrame>
  );
}
