import { Plus } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { useCommand } from '../commands/use-command.ts';
import { Page } from '../shell/page.tsx';
import { CodePanel } from './code-panel.tsx';
import { CollectionHead } from './collection-head.tsx';
import { completeSchema } from './complete-schema.ts';
import { ConfigPopover } from './config-popover.tsx';
import { CreateBar } from './create-bar.tsx';
import { FieldEditor } from './field-editor.tsx';
import { FieldList } from './field-list.tsx';
import { FieldsToolbar } from './fields-toolbar.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { draftOf, switchFormat, typeText } from './schema-document.ts';
import { SchemaEditingContext } from './schema-editing.ts';
import { SchemaPanels } from './schema-panels.tsx';
import { useCollectionEditor } from './use-collection-editor.ts';
import type { CollectionEditing } from './use-collection-editor.ts';

export interface CollectionEditorProps {
  /** What the draft began from. */
  origin: string;
  begin: { yaml: string; database: string };
  actions?: ReactNode;
}

/** Describes a new collection, by a form and as code, which always say the same. */
export function CollectionEditor({ origin, begin, actions }: CollectionEditorProps) {
  const { t } = useTranslation('schema');
  const editor = useCollectionEditor(origin, begin);
  const { draft, change, schema, fields, selected, code } = editor;
  useCommand({
    id: 'field.add',
    title: t('field.add'),
    group: 'here',
    keys: 'a',
    icon: Plus,
    isEnabled: schema.isCurrent,
    run: fields.add,
  });
  useCommand({
    id: 'field.duplicate',
    title: t('field.duplicate'),
    group: 'here',
    keys: 'mod+d',
    isEnabled: schema.isCurrent && selected !== undefined,
    run: () => selected && fields.duplicate(selected),
  });
  return (
    <SchemaEditingContext value={editor.editing}>
      <Page
        title={t('new.title')}
        actions={
          <>
            {schema.isCurrent && <ConfigPopover schema={schema.value} />}
            {actions}
          </>
        }
        status={
          <>
            <span>{draft.format.toUpperCase()}</span>
            <span>{t('code.cursor', { ...code.cursor })}</span>
          </>
        }
      >
        <SchemaPanels
          hasLine
          top={
            <div inert={!schema.isCurrent}>
              <CollectionHead
                schema={schema.value}
                database={draft.database}
                onDatabase={(database) => change((before) => ({ ...before, database }))}
              />
            </div>
          }
          list={<Fields editor={editor} />}
          details={<Details editor={editor} />}
          code={<Code editor={editor} />}
        />
      </Page>
    </SchemaEditingContext>
  );
}

function Fields({
  editor: { schema, rows, selected, fields, problems, code },
}: {
  editor: CollectionEditing;
}) {
  const { t } = useTranslation('schema');
  const canEdit = schema.isCurrent;
  return (
    <>
      <FieldsToolbar count={rows.length} onAdd={canEdit ? fields.add : undefined} />
      {rows.length === 0 ? (
        <EmptyState
          title={t('list.empty')}
          text={t('list.emptyText')}
          actions={
            canEdit && (
              <Button icon={Plus} onPress={fields.add}>
                {t('field.add')}
              </Button>
            )
          }
        />
      ) : (
        <FieldList
          rows={rows}
          selected={selected?.id ?? null}
          onSelect={code.reveal}
          problemsOf={problems.problemsOf}
          onMove={fields.move}
          onRemove={fields.remove}
          isFrozen={!canEdit}
        />
      )}
    </>
  );
}

function Details({ editor: { schema, selected, fields } }: { editor: CollectionEditing }) {
  const { t } = useTranslation('schema');
  if (!schema.isCurrent) return <EmptyState title={t('unreadable.title')} text={t('unreadable.text')} />;
  if (!selected) return null;
  return (
    <FieldEditor
      key={selected.id}
      row={selected}
      onMove={fields.move}
      onDuplicate={fields.duplicate}
      onRemove={fields.remove}
      onAddInside={fields.addInside}
    />
  );
}

function Code({ editor }: { editor: CollectionEditing }) {
  const { t } = useTranslation('schema');
  const { draft, change, problems, code, plan } = editor;
  const complete = useMemo(() => completeSchema(t), [t]);
  return (
    <>
      <CodePanel
        format={draft.format}
        text={draft.text}
        problems={problems.ofCode}
        complete={complete}
        onCursor={code.onCursor}
        {...(code.revealLine === undefined ? {} : { revealLine: code.revealLine })}
        onFormat={(format) => change((before) => ({ ...before, ...switchFormat(before, format) }))}
        onType={(text) =>
          change((before) => (before.text === text ? before : { ...before, ...typeText(before, text) }))
        }
        onOpen={(text, format) =>
          change((before) => ({ ...before, ...typeText({ ...draftOf(''), format }, text) }))
        }
      />
      {plan && <PlanPanel plan={plan} name={editor.name} />}
      <CreateBar
        draft={draft}
        problem={editor.problem}
        problems={problems}
        isFresh={editor.isFresh}
        onDiscard={editor.startOver}
        onCreated={editor.forget}
        onRefused={editor.refuse}
      />
    </>
  );
}
