/** A script that does nothing and ends when it is told to. */
export const IDLE = `
  trap 'exit 0' TERM
  sleep 3600 &
  wait`;
