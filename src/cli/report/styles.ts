import type {Severity} from '../../api/codes.ts';
import type {Verdict as WorkaroundVerdict} from '../../domain/workarounds/workaround.ts';
import type {Style} from '../output/paint.ts';
import type {Outcome} from '../verdict/verdict.ts';

export const OUTCOME_STYLES: Readonly<Record<Outcome, Style>> = {
  Convert: 'cyan',
  Delegate: 'cyan',
  Blocked: 'red',
  Native: 'green',
  Delegated: 'dim',
  Skipped: 'dim',
  NotSelected: 'dim',
};

export const VERDICT_STYLES: Readonly<Record<WorkaroundVerdict, Style>> = {
  Removable: 'green',
  Advice: 'yellow',
  Keep: 'dim',
};

export const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {block: 'red', warn: 'yellow', info: 'dim'};
