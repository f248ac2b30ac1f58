import type {IncomingMessage} from 'node:http';
import {DEEPEST_REVIEW, LARGEST_REVIEW} from '../../admission/webhook/limits.ts';
import {WEBHOOK_PATH} from '../../admission/webhook/path.ts';
import {readReview, reviewAnswer, type AdmissionRequest} from '../../admission/webhook/review.ts';
import {parseBody} from './parse-body.ts';
import {readBody} from './read-body.ts';

/** What is sent back; `Nothing`: nobody is there any more. */
export type Answer =
  | {readonly type: 'Review'; readonly body: string}
  | {readonly type: 'Problem'; readonly status: number; readonly sentence: string; readonly allow?: string}
  | {readonly type: 'Nothing'};

/** @param decide the operations of a JSON Patch; empty: as it is */
export async function answerRequest(
  request: IncomingMessage,
  decide: (request: AdmissionRequest) => readonly unknown[],
): Promise<Answer> {
  const wrong = wrongRequest(request);
  if (wrong !== undefined) return wrong;
  const read = await readBody(request, LARGEST_REVIEW);
  if (read.type === 'Gone') return {type: 'Nothing'};
  if (read.type === 'TooLarge') return problem(413, `the body has more than ${LARGEST_REVIEW} bytes`);
  const parsed = parseBody(read.bytes, DEEPEST_REVIEW);
  if (parsed.type === 'Wrong') return problem(400, parsed.problem);
  const review = readReview(parsed.value);
  if (review.type === 'Wrong') return problem(400, review.problem);
  const answer =
    review.type === 'Other' ? reviewAnswer(review.uid, []) : reviewAnswer(review.request.uid, decide(review.request));
  return {type: 'Review', body: JSON.stringify(answer)};
}

/** What shows before the body is read. */
function wrongRequest({method, url, headers}: IncomingMessage): Answer | undefined {
  if (url?.split('?')[0] !== WEBHOOK_PATH) return problem(404, `there is ${WEBHOOK_PATH} and nothing else`);
  if (method !== 'POST') return {...problem(405, 'only POST'), allow: 'POST'};
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return problem(415, 'the body must not be compressed');
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() === 'application/json'
    ? undefined
    : problem(415, 'the body must be application/json');
}

function problem(status: number, sentence: string) {
  return {type: 'Problem', status, sentence} as const;
}
