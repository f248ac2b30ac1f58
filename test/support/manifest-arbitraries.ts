import fc from 'fast-check';
import {stringify} from 'yaml';
import type {JsonObject} from '../../src/domain/json.ts';

/** Objects like those of Kubernetes, and the many ways to write them. */

/** An object with lists of containers, environment, ports and volumes, some of them empty or absent. */
export function manifestObject(): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      apiVersion: fc.constant('v1'),
      metadata: fc.record({name: name(), labels: fc.dictionary(name(), word())}, {requiredKeys: ['name']}),
      spec: fc.record(
        {
          initContainers: containers(),
          containers: containers(),
          restartPolicy: fc.constantFrom('Always', 'Never'),
          replicas: fc.nat(5),
          volumes: fc.uniqueArray(fc.record({name: name(), emptyDir: fc.constant({})}), {
            selector: one => one.name,
            maxLength: 3,
          }),
        },
        {requiredKeys: ['containers']},
      ),
    },
    {requiredKeys: ['apiVersion', 'spec']},
  );
}

function containers(): fc.Arbitrary<readonly JsonObject[]> {
  return fc.uniqueArray(container(), {selector: one => one['name'], maxLength: 4});
}

function container(): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      name: name(),
      image: fc.constantFrom('a/b:1', 'c:2', '"quoted"'),
      command: fc.array(script(), {maxLength: 3}),
      env: fc.array(fc.record({name: name(), value: word()}), {maxLength: 3}),
      restartPolicy: fc.constant('Always'),
      startupProbe: fc.constantFrom({}, {httpGet: {path: '/', port: 80}}, {exec: {command: ['sh', '-c', 'true']}}),
      tty: fc.constantFrom(true, null),
    },
    {requiredKeys: ['name']},
  );
}

function name(): fc.Arbitrary<string> {
  return fc.constantFrom('app', 'log', 'proxy', 'init', '🦊', 'on');
}

function word(): fc.Arbitrary<string> {
  return fc.constantFrom(
    '',
    'x',
    'yes',
    '0777',
    '1',
    'a: b',
    'a # b',
    '- a',
    ' spaced ',
    '*x',
    '&x',
    '{{ .a }}',
    "it's",
    'é',
  );
}

function script(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'sh',
    '-c',
    'set -e\nrun\n',
    'set -e\n\n  run --now\ncurl localhost/quit\n',
    'no end\nof line',
    'kept\n\n\n',
    '\n  indented first\nthen not\n',
    'one long line that a narrow style folds because it is wider than the width that it was given',
  );
}

/** An object as text: block or flow style or JSON, comments, CRLF, with or without a last newline, marker or end. */
export function manifestText(): fc.Arbitrary<{readonly text: string}> {
  const style = fc.record({
    indentSeq: fc.boolean(),
    indent: fc.constantFrom(2, 4),
    lineWidth: fc.constantFrom(0, 40),
    singleQuote: fc.boolean(),
    collectionStyle: fc.constantFrom('any' as const, 'any' as const, 'flow' as const),
  });
  const shape = fc.record({
    json: fc.constantFrom(0, 0, 0, 2, 4),
    comments: fc.boolean(),
    crlf: fc.boolean(),
    tail: fc.nat(3),
  });
  return fc.tuple(manifestObject(), style, shape).map(([object, style, {json, comments, crlf, tail}]) => {
    const yaml = json > 0 ? `${JSON.stringify(object, null, json)}\n` : stringify(object, style);
    const commented = comments && json === 0 && style.collectionStyle === 'any' ? withComments(yaml) : yaml;
    const ended =
      [commented, commented.replace(/\n$/, ''), `---\n${commented}`, `${commented}...\n`][json > 0 ? tail % 2 : tail] ??
      '';
    return {text: crlf ? ended.replaceAll('\n', '\r\n') : ended};
  });
}

/** Comments above keys and dashes, where no text of several lines can be near. */
export function withComments(yaml: string): string {
  return yaml.replaceAll(/^( *)(- name|volumes|containers|spec|replicas)(.*)$/gm, '$1# about $2\n$1$2$3');
}
