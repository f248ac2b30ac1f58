/** What the process answers to whoever started it; of several the highest. */
export const ExitCode = {Fine: 0, Changes: 1, Blocked: 2, Error: 3} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export function highest(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((worst, code) => (code > worst ? code : worst), ExitCode.Fine);
}
