import assert from 'node:assert/strict';
import {ticks, type Plot} from '../../../bench/report/plot.ts';
import {svg} from '../../../bench/report/svg.ts';

const PLOT: Plot = {
  title: 'Memory & <time>',
  x: 'Deployments',
  y: 'MB',
  series: [
    {
      name: 'peak',
      points: [
        {x: 0, y: 0},
        {x: 20_000, y: 100},
      ],
    },
    {name: 'settled', points: [{x: 20_000, y: 98}]},
  ],
};

describe('the plot of the bench', () => {
  it('has round numbers at its axes, up to the largest value', () => {
    assert.deepEqual(ticks(20_000), [0, 5000, 10_000, 15_000, 20_000]);
    assert.deepEqual(ticks(42.4), [0, 10, 20, 30, 40, 50]);
    assert.deepEqual(ticks(0.7), [0, 0.2, 0.4, 0.6, 0.8]);
  });

  it('never has more than six of them', () => {
    for (let most = 1; most < 3000; most++) {
      const marks = ticks(most);
      assert.ok(marks.length >= 3 && marks.length <= 6 && (marks.at(-1) ?? 0) >= most, `${most}: ${marks.join(' ')}`);
    }
  });

  it('puts points where the axes say', () => {
    // From the left margin to the right one, from the bottom up to the top.
    assert.match(svg([PLOT]), /<polyline class="s0" points="54,234 364,44"\/>/);
  });

  it('keeps the names of lines apart that end at the same place', () => {
    const heights = [...svg([PLOT]).matchAll(/y="(?<y>[\d.]+)" class="s\d"/g)].map(match =>
      Number(match.groups?.['y']),
    );
    assert.equal(heights.length, 2);
    assert.ok(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0)) >= 14, heights.join(' '));
  });

  it('has colours for light and for dark pages, and no text that breaks the file', () => {
    const text = svg([PLOT, PLOT]);
    assert.ok(text.includes('prefers-color-scheme: dark'));
    assert.ok(text.includes('Memory &amp; &lt;time>') && !text.includes('<time>'));
    assert.equal(text.match(/<g /g)?.length, 2);
  });
});
