import { useState } from 'react';
import { CodeBlock } from '../code-block/code-block.tsx';
import { CodeEditor } from '../code-editor/code-editor.tsx';
import { Part, useSay } from './specimen.tsx';

const schema = `{
  "name": "readings",
  "fields": [
    { "name": "code", "type": "string", "unique": true },
    { "name": "stage_m", "type": "flaot", "min": 0 }
  ]
}`;

export function CodePart() {
  const say = useSay();
  const [value, setValue] = useState(schema);
  return (
    <Part title={say('Code', 'Código')}>
      <CodeEditor
        label={say('Schema as JSON', 'Schema em JSON')}
        language="json"
        value={value}
        onChange={setValue}
        complete={(context) => {
          const word = context.matchBefore(/\w+/);
          return word && { from: word.from, options: [{ label: 'string' }, { label: 'float' }] };
        }}
        problems={
          value.includes('flaot')
            ? [
                {
                  line: 5,
                  from: 33,
                  to: 40,
                  message: say('There is no type “flaot”.', 'Não existe o tipo “flaot”.'),
                  fix: {
                    label: say('Use float', 'Usar float'),
                    onFix: () => setValue((before) => before.replace('flaot', 'float')),
                  },
                },
              ]
            : []
        }
      />
      <CodeBlock
        label="curl"
        language="text"
        code={'curl -H "authorization: Bearer $KEY" \\\n  http://127.0.0.1:7420/health'}
      />
    </Part>
  );
}
