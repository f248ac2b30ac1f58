/**
 * Loaded before the operator: ends it with the process that started it, however that one went. Only the other end of
 * standard input knows in every case.
 */
process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();
// It must not keep a process alive that is through.
process.stdin.unref();
