/** Major, minor and patch of a kubelet; what a vendor appends (`-gke.1`, `+k3s1`) says nothing about its fixes. */
export interface KubeletVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

const VERSION = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})/;

/** Reads `v1.29.3-gke.1`; undefined where it is no version. */
export function parseKubeletVersion(text: string): KubeletVersion | undefined {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  return {major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3])};
}

/** Negative where `a` is older than `b`. */
export function compareVersions(a: KubeletVersion, b: KubeletVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Until 1.29.3 a native sidecar's status could not leave `terminated` in Never and OnFailure pods (k/k#123323). */
const OLDEST = {major: 1, minor: 29, patch: 3};

/** False where the kubelet is known to be too old; what is no version is given the benefit of the doubt. */
export function runsNativeSidecars(kubeletVersion: string): boolean {
  const version = parseKubeletVersion(kubeletVersion);
  return version === undefined || compareVersions(version, OLDEST) >= 0;
}
