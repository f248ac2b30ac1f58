const operatingSystems: Readonly<Record<string, string>> = {linux: 'linux', darwin: 'darwin'};
const architectures: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64'};

/** This machine in Go's words. */
export function platform(): {os: string; arch: string} {
  const os = operatingSystems[process.platform];
  const arch = architectures[process.arch];
  if (os === undefined || arch === undefined) {
    throw new Error(
      `The test cluster runs on Linux and macOS, on amd64 and arm64; this machine is ${process.platform} on ${process.arch}. ` +
        'Run the tests on one of those, for instance in a virtual machine.',
    );
  }
  return {os, arch};
}
