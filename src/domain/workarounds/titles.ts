import type {WorkaroundId} from './workaround.ts';

/** As the headings of docs/workarounds.md have them. */
export const WORKAROUND_TITLES: Readonly<Record<WorkaroundId, string>> = {
  W1: 'waits on proxies',
  W2: 'quit calls after the main',
  W3: 'traps',
  W4: 'flag files',
  W5: 'kills through shared processes',
  W6: 'wrappers',
  W7: 'helper containers',
  W8: 'annotations for terminators',
  W9: 'sleeping preStop hooks of sidecars',
  W10: "the app's own sleep",
  W11: 'postStart hooks that block',
  W12: 'holds',
  W13: 'traffic past the mesh',
  W14: 'time limits',
  W15: 'drain settings',
  W16: 'fixed waits at the start',
};
