import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilities } from '../support/capabilities.ts';
import { client, startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { askAgain, comparable, copyOldDataFolder } from '../support/old-data-folder.ts';
import type { OldDataFolder } from '../support/old-data-folder.ts';
import { openStores } from '../support/stores.ts';

interface Found {
  results: { id: string }[];
}

const fieldWork = '/databases/field_work/collections';
const quick = {
  FRODB_SWEEP_INTERVAL_SECONDS: '0.3',
  FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.01',
};

describe.skipIf(!capabilities.oldDataFolder)('a data folder of an earlier FroDB', () => {
  let old: OldDataFolder;
  let frodb: RunningFrodb;

  beforeAll(async () => {
    old = await copyOldDataFolder();
    frodb = await startFrodb(old.dataDir, quick);
  });
  afterAll(async () => {
    await frodb?.stop();
    await old?.remove();
  });

  function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    return client({ url: frodb.url, key: old.keys['admin'] ?? '' })(method, path, body);
  }

  async function idsFound(collection: string, query: string): Promise<string[]> {
    const { results } = (await ask('POST', `${collection}/search`, { query })) as Found;
    return results.map(({ id }) => id);
  }

  /** Waits for sweeps to collect what waits, and says what then still differs between the stores. */
  async function differences(): Promise<string[]> {
    const stores = openStores(old.dataDir);
    try {
      return await stores.settled();
    } finally {
      await stores.close();
    }
  }

  it('answers every question as it did', async () => {
    expect(old.answers.length).toBeGreaterThan(80);
    for (const recorded of old.answers) {
      expect(comparable(await askAgain(frodb.url, old.keys, recorded))).toEqual(comparable(recorded));
    }
  });

  it('its stores agree once what waited is collected', async () => {
    expect(await differences()).toEqual([]);
  });

  it('takes on writes, and search finds them', async () => {
    const records = `${fieldWork}/every_type/records`;
    const created = (await ask('POST', records, {
      a_string: 'Written by another version',
      a_text: 'Um jacaré descansa na várzea.',
      an_int: 7,
    })) as { id: string };
    expect(await idsFound(`${fieldWork}/every_type`, 'jacare descansando')).toEqual([created.id]);

    const [kept = '', , , , , deleted = ''] = old.records;
    await ask('PATCH', `${records}/${kept}`, { a_text: 'Agora fala de uma capivara.' });
    expect(await idsFound(`${fieldWork}/every_type`, 'capivaras')).toEqual([kept]);
    await ask('DELETE', `${records}/${deleted}`);
    expect(await idsFound(`${fieldWork}/every_type`, 'erosao')).not.toContain(deleted);

    const before = (await ask('GET', `${fieldWork}/every_type/stats`)) as { records: number };
    expect(before.records).toBe(6);
    await ask('DELETE', `${records}/${created.id}`);
  });

  it('a record takes the upload that waits', async () => {
    const { id } = (await ask('POST', `${fieldWork}/documents/records`, {
      title: 'Taken by another version',
      file: { file_id: old.staged.id },
    })) as { id: string };
    expect(await idsFound(`${fieldWork}/documents`, 'data dictionary')).toContain(id);
    const record = (await ask('GET', `${fieldWork}/documents/records/${id}`)) as Record<string, unknown>;
    expect(record['file']).toMatchObject({ id: old.staged.id, sha256: old.staged.sha256 });
  });

  it('its stores agree after those writes, and collections go', async () => {
    expect(await differences()).toEqual([]);
    await ask('DELETE', `${fieldWork}/documents`);
    expect(await differences()).toEqual([]);
  });
});
