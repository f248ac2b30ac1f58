const installGo = 'Install Go 1.26 or newer (https://go.dev/dl)';

/** In a sentence or two, why Go did not build a module of the test cluster, and what to do. */
export function explainGoFailure(module: string, error: NodeJS.ErrnoException): Error {
  const text = error.message;
  if (error.code === 'ENOENT') {
    return new Error(`The test cluster's programs are built with Go, and there is no "go" in PATH. ${installGo}.`);
  }
  if (/requires go >=|invalid go version|unknown directive|unknown block type/.test(text)) {
    return new Error(`The Go on this machine is too old for the test cluster: ${lastLine(text)}. ${installGo}.`);
  }
  if (/dial tcp|no such host|i\/o timeout|TLS handshake|proxyconnect|unexpected EOF/.test(text)) {
    return new Error(
      `Building ${module} needs Go modules that are not on this machine yet, and the module proxy cannot be reached: ` +
        `${lastLine(text)}. Connect to a network or set GOPROXY, then try again.`,
    );
  }
  if (text.includes('no space left on device')) {
    return new Error(`Building ${module} needs about 4 GB of disk: ${lastLine(text)}. Make room, then try again.`);
  }
  return new Error(`Go could not build ${module}: ${text.slice(-2000)}`);
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
