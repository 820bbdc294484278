/** What the key may do with the records of this collection, beside reading them. */
export interface Rights {
  mayWrite: boolean;
  mayDelete: boolean;
}
