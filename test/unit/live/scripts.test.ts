import assert from 'node:assert/strict';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {workloadOf, type Workload} from '../../../src/domain/workload.ts';
import type {Got} from '../../../src/live/read/reader.ts';
import {readScripts, withScripts} from '../../../src/live/read/scripts.ts';
import {container, cronJob, podSpec} from '../../support/builders.ts';

/** A CronJob that runs a script of this ConfigMap, and mounts another one that holds only settings. */
function scripted(namespace: string, configMap: string): {readonly workload: Workload} {
  const app = container('app', {
    command: ['sh', '/scripts/run.sh'],
    volumeMounts: [
      {name: 'scripts', mountPath: '/scripts'},
      {name: 'settings', mountPath: '/etc/app'},
    ],
  });
  const volumes = [
    {name: 'scripts', configMap: {name: configMap}},
    {name: 'settings', configMap: {name: 'settings'}},
  ];
  return {
    workload: workloadOf('CronJob', cronJob(podSpec([app], {volumes}), {metadata: {name: configMap, namespace}})),
  };
}

/** What is asked for, in order, by somebody who may read in these namespaces. */
function readerIn(...readable: readonly string[]) {
  const asked: string[] = [];
  const get = async (_: unknown, {namespace = '', name}: {readonly namespace?: string; readonly name: string}) => {
    asked.push(`${namespace}/${name}`);
    const got: Got = readable.includes(namespace)
      ? {type: 'Read', object: {data: {'run.sh': `echo ${name}`}}}
      : {type: 'Unreadable'};
    return got;
  };
  return {reader: {get}, asked};
}

describe('scripts of ConfigMaps in a cluster', () => {
  it('are read by the names that containers run, each once, and nothing else is', async () => {
    const {reader, asked} = readerIn('shop');
    const found = await readScripts(reader, [scripted('shop', 'a'), scripted('shop', 'a'), scripted('shop', 'b')]);
    assert.deepEqual(asked, ['shop/a', 'shop/b']);
    assert.deepEqual(found.get('shop')?.get('b'), {'run.sh': 'echo b'});
  });

  it('are not asked for again in a namespace where they may not be read', async () => {
    const {reader, asked} = readerIn('tools');
    const found = await readScripts(reader, [scripted('shop', 'a'), scripted('shop', 'b'), scripted('tools', 'c')]);
    assert.deepEqual(asked.sort(), ['shop/a', 'tools/c']);
    assert.deepEqual([found.get('shop')?.size, found.get('tools')?.size], [0, 1]);
  });

  it('count in their own namespace only', async () => {
    const scripts = await readScripts(readerIn('shop').reader, [scripted('shop', 'a')]);
    const factsOf = withScripts(() => NO_FACTS, scripts);
    assert.deepEqual([factsOf('shop').configMaps?.size, factsOf('tools')], [1, NO_FACTS]);
  });
});
