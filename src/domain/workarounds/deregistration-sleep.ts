import {isObject, valueAt} from '../json.ts';
import {pureSleep} from '../prestop.ts';
import type {Detector} from './detector.ts';
import {pathOf} from './edits.ts';

/** W10: the app's own sleeping preStop hook, which looks like W9 and is not. */
export const deregistrationSleep: Detector = {
  id: 'W10',
  find: scene =>
    scene.members
      .filter(({role}) => role === 'App')
      .flatMap(({container, keys}) => {
        const hook = valueAt(container, 'lifecycle', 'preStop');
        if (!isObject(hook) || pureSleep(hook) === undefined) return [];
        return [
          {
            verdict: 'Keep' as const,
            message:
              "The app's sleep gives Services and load balancers the time to send no more requests to the pod. It has nothing to do with the sidecar and stays.",
            path: pathOf([...keys, 'lifecycle', 'preStop']),
            evidence: JSON.stringify(hook),
          },
        ];
      }),
};
