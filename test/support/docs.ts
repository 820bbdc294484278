/** Fields of a collection of which a record touches all three stores. */
export const docsFields = [
  { name: 'title', type: 'string', unique: true },
  { name: 'body', type: 'text', vectorize: true },
  { name: 'file', type: 'file', extract_config: { extract_text: false } },
];

/** A multipart record of it. */
export function withFile(title: string): FormData {
  const form = new FormData();
  form.set('title', title);
  form.set('body', `A ponte ${title}.`);
  form.set('file', new Blob([Buffer.alloc(5_000, title)]), 'f.bin');
  return form;
}
