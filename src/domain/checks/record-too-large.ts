import {RECORD_MAX_BYTES} from '../../api/constants.ts';
import {finding} from '../finding.ts';
import type {Check} from './check.ts';

/** The record is an annotation, and all annotations of an object share 256 KiB (apimachinery TotalAnnotationSizeLimitB). */
export const recordTooLarge: Check = {
  code: 'RecordTooLarge',
  check: ({recordText}) => {
    const bytes = new TextEncoder().encode(recordText).length;
    if (bytes <= RECORD_MAX_BYTES) return [];
    return [
      finding(
        'RecordTooLarge',
        `What would have to be remembered to undo the conversion takes ${bytes} bytes, more than the ${RECORD_MAX_BYTES} that Outrigger keeps on an object: keep the own startupProbe (no explicit probe) or the preStop hook (preStop: Keep), or match fewer containers.`,
      ),
    ];
  },
};
