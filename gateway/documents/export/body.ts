import { resolveRef } from '../model.ts';
import type { DoclingDocument, DocumentItem, GroupItem, NodeItem, PictureItem, TableItem } from '../model.ts';

/** What stands below an item in the body of a document: no furniture, no notes. */
export function bodyItems(document: DoclingDocument, parent: NodeItem): DocumentItem[] {
  return parent.children
    .map((ref) => resolveRef(document, ref))
    .filter((item): item is DocumentItem => item?.content_layer === 'body');
}

/** The group of runs that is an item's own text, where that is of mixed formatting. */
export function ownInline(
  document: DoclingDocument,
  item: NodeItem & { text: string },
): GroupItem | undefined {
  const [first] = item.text === '' ? bodyItems(document, item) : [];
  return first && 'name' in first && first.label === 'inline' ? first : undefined;
}

export function captionTexts(document: DoclingDocument, { captions }: TableItem | PictureItem): string[] {
  return captions.flatMap((ref) => {
    const caption = resolveRef(document, ref);
    return caption && 'text' in caption ? [caption.text] : [];
  });
}
