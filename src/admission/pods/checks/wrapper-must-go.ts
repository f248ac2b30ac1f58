import {WRAPPERS} from '../../../domain/checks/wrapper-must-go.ts';
import {anyOf} from '../../cel/logic.ts';
import {celPattern} from '../../cel/text.ts';
import {NO_SPACE, SPACE} from '../container-texts.ts';
import type {PodCheck} from './pod-check.ts';

/** A program that wraps a container's own and does not know native sidecars. */
export const wrapperMustGo: PodCheck = {
  code: 'WrapperMustGo',
  variables: [
    {
      name: 'wrapperMustGo',
      expression: `variables.containers.exists(i, c, ${anyOf(WRAPPERS.map(breaks))})`,
    },
  ],
};

function breaks({program, variable, breaksTheApp}: (typeof WRAPPERS)[number]): string {
  const word = celPattern(`(^|${SPACE})(${NO_SPACE}*/)?${program}(${SPACE}|$)`);
  const wraps = `(variables.words[i].exists(w, w.matches(${word})) || c.?env.orValue([]).exists(e, e.name.matches(${celPattern(variable.source)})))`;
  return `variables.rule[i] ${breaksTheApp ? '>= -1' : '>= 0'} && ${wraps}`;
}
