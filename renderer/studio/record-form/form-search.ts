/** What the address of the form says: the record that it changes; none: a new one. */
export interface FormSearch {
  edit?: string | undefined;
}

export function readFormSearch({ edit }: Record<string, unknown>): FormSearch {
  return { edit: typeof edit === 'string' && edit !== '' ? edit : undefined };
}
