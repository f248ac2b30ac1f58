import assert from 'node:assert/strict';
import {Metrics} from '../../../src/telemetry/metrics.ts';
import {metricsReference} from '../../../tools/docs/metrics-reference.ts';
import {writtenText} from '../../../tools/write-generated.ts';

describe('docs/reference/metrics.md', () => {
  const file = metricsReference();

  it('is what the registry says now: npm run generate', () => {
    assert.equal(writtenText(file), file.text);
  });

  it('has a row for every metric, in the order of their names', () => {
    const rows = [...file.text.matchAll(/^\| `(?<name>outrigger_\w+)` \|/gm)].map(match => match.groups?.['name']);
    assert.deepEqual(
      rows,
      new Metrics().registry
        .getMetricsAsArray()
        .map(({name}) => name)
        .sort(),
    );
  });
});
