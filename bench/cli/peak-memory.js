// Loaded before a command: says at its end how much memory it had at most. Plain JavaScript, because the command's process
// must not load what strips types.
import {writeSync} from 'node:fs';

process.on('exit', () => {
  writeSync(2, `peak memory: ${process.resourceUsage().maxRSS} KiB\n`);
});
