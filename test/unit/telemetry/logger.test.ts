import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {createLog, type LogFormat, type LogLevel} from '../../../src/telemetry/logger.ts';
import type {Log} from '../../../src/runtime/log.ts';

const now = (): number => Date.parse('2026-11-01T12:34:56.789Z');

/** What a log writes. */
function written(write: (log: Log) => void, format: LogFormat = 'json', level: LogLevel = 'info'): string {
  const stream = new PassThrough();
  write(createLog({level, format, stream, now}));
  return String(stream.read() ?? '');
}

describe('log', () => {
  it('writes one JSON object a line, time and message first', () => {
    const text = written(log => log.info('converted', {kind: 'Deployment', count: 2}));
    assert.equal(
      text,
      '{"time":"2026-11-01T12:34:56.789Z","level":"info","message":"converted","kind":"Deployment","count":2}\n',
    );
  });

  it('writes for people on one line, and quotes what has spaces', () => {
    const text = written(
      log => log.warn('reconcile failed', {key: 'shop/web', error: 'no way', gone: undefined, list: [1, 2]}),
      'pretty',
    );
    assert.equal(text, '12:34:56 warn  reconcile failed key=shop/web error="no way" list=[1,2]\n');
  });

  it('puts a stack below the line for people', () => {
    const text = written(log => log.error('boom', {stack: 'Error: x\n    at y'}), 'pretty');
    assert.equal(text, '12:34:56 error boom\nError: x\n    at y\n');
  });

  it('leaves out what is less important than its level', () => {
    const all = (log: Log): void => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level);
    };
    const count = (level: LogLevel): number => written(all, 'json', level).split('\n').length - 1;
    assert.deepEqual([count('debug'), count('info'), count('warn'), count('error')], [4, 3, 2, 1]);
  });

  it('adds the fields of its parents, the nearest first', () => {
    const text = written(log => log.with({controller: 'job', key: 'a'}).with({key: 'b'}).info('x', {reason: 'y'}));
    assert.deepEqual(JSON.parse(text), {
      time: '2026-11-01T12:34:56.789Z',
      level: 'info',
      message: 'x',
      controller: 'job',
      key: 'b',
      reason: 'y',
    });
  });

  it('prints whatever it is given', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const fields = {
      error: new Error('outer', {cause: new Error('inner')}),
      size: 5n,
      kind: Symbol('k'),
      circle,
      gone: undefined,
    };
    assert.match(
      written(log => log.info('x', fields)),
      /"error":"outer: inner","size":"5","kind":"Symbol\(k\)","circle":"\[unprintable: .*\]"\}\n$/,
    );
    assert.match(
      written(log => log.info('x', fields), 'pretty'),
      / error="outer: inner" size="5" kind="Symbol\(k\)" circle="\[unprintable/,
    );
  });
});
