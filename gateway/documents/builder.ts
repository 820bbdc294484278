import type {
  CodeItem,
  ContentLayer,
  DoclingDocument,
  DocumentOrigin,
  Formatting,
  GroupItem,
  GroupLabel,
  ListItem,
  NodeItem,
  PictureItem,
  PlainLabel,
  PlainTextItem,
  Provenance,
  Reading,
  Ref,
  SectionHeaderItem,
  TableCell,
  TableItem,
} from './model.ts';

export interface TextOptions {
  layer?: ContentLayer;
  /** Default: the same as the text. */
  orig?: string;
  prov?: Provenance[];
  formatting?: Formatting;
  hyperlink?: string;
  reading?: Reading;
}

/** Builds a DoclingDocument whose references agree in both directions. Parents are passed as items. */
export class DocumentBuilder {
  readonly document: DoclingDocument;

  constructor(filename: string, mimetype: string) {
    const origin: DocumentOrigin = { mimetype, filename, binary_hash: 0n };
    this.document = {
      schema_name: 'DoclingDocument',
      version: '1.10.0',
      name: filename.replace(/(?<=.)\.[^.]*$/, ''),
      origin,
      furniture: rootGroup('#/furniture', 'furniture'),
      body: rootGroup('#/body', 'body'),
      groups: [],
      texts: [],
      pictures: [],
      tables: [],
      key_value_items: [],
      form_items: [],
      pages: {},
    };
  }

  get body(): GroupItem {
    return this.document.body;
  }

  /** What is not as the file has it, each once. */
  readonly warnings = new Set<string>();

  /** Sizes in points, page as shown; numbers from 1. */
  addPage(pageNo: number, width: number, height: number): void {
    this.document.pages[String(pageNo)] = {
      size: { width: round2(width), height: round2(height) },
      page_no: pageNo,
    };
  }

  addGroup(parent: NodeItem, label: GroupLabel, name: string, layer: ContentLayer = 'body'): GroupItem {
    const { groups } = this.document;
    return attach(groups, parent, { ...node('groups', groups.length, parent, layer), name, label });
  }

  addText(parent: NodeItem, label: PlainLabel, text: string, options: TextOptions = {}): PlainTextItem {
    return attach(this.document.texts, parent, { ...this.#base(parent, text, options), label });
  }

  addHeading(parent: NodeItem, level: number, text: string, options: TextOptions = {}): SectionHeaderItem {
    const base = this.#base(parent, text, options);
    return attach(this.document.texts, parent, { ...base, label: 'section_header', level });
  }

  addListItem(
    list: GroupItem,
    text: string,
    item: { enumerated: boolean; marker: string },
    options: TextOptions = {},
  ): ListItem {
    const base = this.#base(list, text, options);
    return attach(this.document.texts, list, { ...base, label: 'list_item', ...item });
  }

  addCode(parent: NodeItem, text: string, options: TextOptions = {}): CodeItem {
    return attach(this.document.texts, parent, {
      ...this.#base(parent, text, options),
      label: 'code',
      captions: [],
      references: [],
      footnotes: [],
      code_language: 'unknown',
    });
  }

  addTable(
    parent: NodeItem,
    cells: TableCell[],
    size: { rows: number; columns: number },
    layer: ContentLayer = 'body',
  ): TableItem {
    const { tables } = this.document;
    return attach(tables, parent, {
      ...node('tables', tables.length, parent, layer),
      label: 'table',
      ...emptyFloat(),
      data: { table_cells: cells, num_rows: size.rows, num_cols: size.columns, orientation: 'rot_0' },
    });
  }

  addPicture(parent: NodeItem, layer: ContentLayer = 'body'): PictureItem {
    const { pictures } = this.document;
    const base = node('pictures', pictures.length, parent, layer);
    return attach(pictures, parent, { ...base, label: 'picture', ...emptyFloat() });
  }

  addCaption(float: TableItem | PictureItem, text: string, options: TextOptions = {}): PlainTextItem {
    const caption = this.addText(float, 'caption', text, options);
    float.captions.push({ $ref: caption.self_ref });
    return caption;
  }

  #base(
    parent: NodeItem,
    text: string,
    options: TextOptions,
  ): NewNode & Pick<PlainTextItem, 'prov' | 'orig' | 'text'> {
    const { layer = 'body', orig = text, prov = [], ...rest } = options;
    return { ...node('texts', this.document.texts.length, parent, layer), prov, orig, text, ...rest };
  }
}

/** Coordinates are kept with two decimals, as Docling writes them. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A cell that covers one slot and holds plain text. */
export function plainCell(row: number, column: number, text: string, columnHeader: boolean): TableCell {
  return {
    row_span: 1,
    col_span: 1,
    start_row_offset_idx: row,
    end_row_offset_idx: row + 1,
    start_col_offset_idx: column,
    end_col_offset_idx: column + 1,
    text,
    column_header: columnHeader,
    row_header: false,
    row_section: false,
    fillable: false,
  };
}

function rootGroup(ref: string, layer: ContentLayer): GroupItem {
  return { self_ref: ref, children: [], content_layer: layer, name: '_root_', label: 'unspecified' };
}

interface NewNode extends NodeItem {
  parent: Ref;
}

function node(list: string, index: number, parent: NodeItem, layer: ContentLayer): NewNode {
  return {
    self_ref: `#/${list}/${index}`,
    parent: { $ref: parent.self_ref },
    children: [],
    content_layer: layer,
  };
}

function emptyFloat(): Pick<PictureItem, 'prov' | 'captions' | 'references' | 'footnotes' | 'annotations'> {
  return { prov: [], captions: [], references: [], footnotes: [], annotations: [] };
}

function attach<T extends NodeItem>(list: NodeItem[], parent: NodeItem, item: T): T {
  list.push(item);
  parent.children.push({ $ref: item.self_ref });
  return item;
}
