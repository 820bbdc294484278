import { format } from 'prettier';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

it('docs/metrics.md is the table of the metrics; `npx vitest run -u gateway/features/metrics` makes it anew', async () => {
  const metrics = Object.values(createMetrics())
    .filter((metric) => 'labelNames' in metric)
    .map((metric) => metric as unknown as { name: string; help: string; type: string; labelNames: string[] });
  const rows = metrics.map(
    ({ name, help, type, labelNames }) =>
      `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  const page = [
    '# Metrics',
    '',
    'The table is generated from `gateway/features/metrics/metrics.ts`. `GET /metrics` serves them in the text format of Prometheus',
    '(0.0.4), which every scraper reads. The key needs the right to `metrics`, or to `admin`:',
    '',
    '```sh',
    'curl "$FRODB_URL/api-keys" -H "Authorization: Bearer $FRODB_KEY" --json \'{"name": "prometheus", "type": "custom",',
    '  "permissions": [{"databases": "*", "collections": "*", "actions": ["metrics"]}]}\'',
    '```',
    '',
    'Such a key reads nothing else, and is not shown which databases there are.',
    '',
    '```yaml',
    'scrape_configs:',
    '  - job_name: frodb',
    '    static_configs: [{ targets: [127.0.0.1:7420] }]',
    '    authorization: { credentials_file: /etc/prometheus/frodb-key }',
    '```',
    '',
    'No label has a name of a database or collection, an id or a key in it. Counters begin at 0 with each start.',
    '',
    '| name | type | labels | what |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '- A histogram is served as `…_bucket`, `…_sum` and `…_count`; the last is the number of requests.',
    '- Answers that go on for long, such as exports, count when they end, and not at all where their client leaves them.',
    '- A read asks Postgres one question, whose parts read an index or at most 1,000 rows, and each store whether it answers. While',
    '  Postgres does not answer, what only Postgres knows is left out, and `frodb_engine_up{engine="postgres"}` is 0.',
    '- Measured on two busy cores: that question takes 10 ms beside 200,000 uploads, 200,000 lists of garbage, a million events and',
    '  50,000 jobs; counting takes a request 2 µs of processor time.',
    '- `frodb_event_loop_delay_seconds` begins anew with each read: with two scrapers, each sees what was since the other one.',
  ].join('\n');
  await expect(await format(page, { parser: 'markdown' })).toMatchFileSnapshot('../../../docs/metrics.md');
});
