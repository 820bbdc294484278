/**
 * DoclingDocument 1.10.0: the subset FroDB writes. Field names are those of the file format, except for `reading`. The
 * tree is references only; `DocumentBuilder` keeps both directions in step.
 */

export interface Ref {
  $ref: string;
}

export type ContentLayer = 'body' | 'furniture' | 'notes' | 'invisible' | 'background';

/** Rounded to 2 decimals. With BOTTOMLEFT `t` > `b`, with TOPLEFT `t` < `b`. */
export interface BoundingBox {
  l: number;
  t: number;
  r: number;
  b: number;
  coord_origin: 'BOTTOMLEFT' | 'TOPLEFT';
}

export interface Provenance {
  page_no: number;
  bbox: BoundingBox;
  charspan: [number, number];
}

export interface NodeItem {
  self_ref: string;
  parent?: Ref;
  children: Ref[];
  content_layer: ContentLayer;
}

export type GroupLabel = 'unspecified' | 'list' | 'inline' | 'section' | 'chapter' | 'sheet' | 'slide';

export interface GroupItem extends NodeItem {
  name: string;
  label: GroupLabel;
}

export interface Formatting {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strikethrough: boolean;
  script: 'baseline' | 'sub' | 'super';
}

interface TextBase extends NodeItem {
  prov: Provenance[];
  /** As it stands in the file. */
  orig: string;
  /** Cleaned: without list bullets; LaTeX for formulas. */
  text: string;
  formatting?: Formatting;
  hyperlink?: string;
  reading?: Reading;
}

/**
 * What a reader knows of a text item and the file format has no place for: `toJson` leaves it out, and a document
 * loaded from JSON is without it.
 */
export interface Reading {
  /** Its printed lines, so that a chunk cut inside a paragraph gets the boxes of its own lines. */
  lines?: LineBox[];
  /** In an inline group: it stands right after its neighbour in the source, without a blank. */
  isGlued?: boolean;
}

/** In points, origin at the bottom left of the page as shown; pages count from 1. */
export interface PageBox {
  page: number;
  l: number;
  t: number;
  r: number;
  b: number;
}

/** Where one printed line of a text item stands. */
export interface LineBox extends PageBox {
  /** Offset in the item's `text` of the line's first character. */
  start: number;
}

export type PlainLabel =
  | 'title'
  | 'text'
  | 'paragraph'
  | 'caption'
  | 'footnote'
  | 'page_header'
  | 'page_footer'
  | 'reference'
  | 'checkbox_selected'
  | 'checkbox_unselected'
  | 'formula';

export interface PlainTextItem extends TextBase {
  label: PlainLabel;
}

export interface SectionHeaderItem extends TextBase {
  label: 'section_header';
  /** From 1. */
  level: number;
}

/** Its parent is a `list` group. */
export interface ListItem extends TextBase {
  label: 'list_item';
  enumerated: boolean;
  marker: string;
}

export interface CodeItem extends TextBase {
  label: 'code';
  captions: Ref[];
  references: Ref[];
  footnotes: Ref[];
  code_language: string;
}

export type TextItem = PlainTextItem | SectionHeaderItem | ListItem | CodeItem;

/** Offsets are 0-based, ends exclusive. A spanning cell occurs once. */
export interface TableCell {
  row_span: number;
  col_span: number;
  start_row_offset_idx: number;
  end_row_offset_idx: number;
  start_col_offset_idx: number;
  end_col_offset_idx: number;
  text: string;
  column_header: boolean;
  row_header: boolean;
  row_section: boolean;
  fillable: boolean;
  /** A cell that holds more than plain text: a group or an item below the table. */
  ref?: Ref;
}

export interface TableData {
  table_cells: TableCell[];
  num_rows: number;
  num_cols: number;
  orientation: 'rot_0';
}

interface FloatBase extends NodeItem {
  prov: Provenance[];
  captions: Ref[];
  references: Ref[];
  footnotes: Ref[];
  annotations: unknown[];
}

export interface TableItem extends FloatBase {
  label: 'table' | 'document_index';
  data: TableData;
}

export interface PictureItem extends FloatBase {
  label: 'picture';
}

export interface PageItem {
  size: { width: number; height: number };
  page_no: number;
}

export interface DocumentOrigin {
  mimetype: string;
  filename: string;
  /** The low 64 bits of the file's SHA-256; beyond 2^53, so only `toJson` can write it. */
  binary_hash: bigint;
}

export interface DoclingDocument {
  schema_name: 'DoclingDocument';
  version: '1.10.0';
  name: string;
  origin: DocumentOrigin;
  furniture: GroupItem;
  body: GroupItem;
  groups: GroupItem[];
  texts: TextItem[];
  pictures: PictureItem[];
  tables: TableItem[];
  key_value_items: never[];
  form_items: never[];
  pages: Record<string, PageItem>;
}

export type DocumentItem = GroupItem | TextItem | TableItem | PictureItem;

/** The item a reference names; undefined for one that leads nowhere. */
export function resolveRef(document: DoclingDocument, ref: Ref): DocumentItem | undefined {
  if (ref.$ref === '#/body') return document.body;
  if (ref.$ref === '#/furniture') return document.furniture;
  const [, list, index] = ref.$ref.split('/');
  const at = Number(index);
  switch (list) {
    case 'texts':
      return document.texts[at];
    case 'tables':
      return document.tables[at];
    case 'pictures':
      return document.pictures[at];
    case 'groups':
      return document.groups[at];
    default:
      return undefined;
  }
}
