import * as example from './examples.ts';
import type { Operation } from './operation.ts';

export const sessionOperations: Record<string, Operation> = {
  'GET /studio/login': {
    id: 'openLoginLink',
    tag: 'studio',
    summary: 'Sign a browser in by a link',
    description:
      'Sets the cookie of a session of the key that the link was made with, and leads to `/studio/`. A code works once and for ten minutes; after that it leads to `/studio/?login=expired`.',
  },
  'POST /studio/session': {
    id: 'signIn',
    tag: 'studio',
    summary: 'Sign a browser in with a key',
    description:
      'Sets the cookie of a session of this key, for 30 days, in the place of the one that the browser had. 401 for a key that is not valid. The cookie counts only for pages of this FroDB; programs send a key with each request instead.',
    body: { key: `frodb_admin_${'3f9a0c17'.repeat(8)}` },
    answer: example.key,
  },
  'DELETE /studio/session': {
    id: 'signOut',
    tag: 'studio',
    summary: 'Sign a browser out',
    description:
      'Ends the session of its cookie everywhere within five seconds, event streams included, and takes the cookie back. 204 where there was none, too.',
  },
  'POST /studio/login-codes': {
    id: 'createLoginLink',
    tag: 'studio',
    summary: 'Make a login link',
    description:
      'A link that signs one browser in with the admin key of this request. 404 where Studio is not built. Takes no Idempotency-Key, for the answer holds a secret.',
    answer: {
      url: `http://127.0.0.1:7420/studio/login?code=${'Zp4kQ1xw'.repeat(5)}Abc`,
      expires_at: '2026-12-01T12:10:00.000Z',
    },
  },
};
