/** The word of each place, by the first part of its address. */
export const placeWords = {
  collections: 'collections',
  search: 'search',
  access: 'access',
  jobs: 'jobs',
  events: 'events',
  engines: 'engines',
  settings: 'settings',
} as const;

export type Words = typeof placeWords;
