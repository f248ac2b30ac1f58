import type {Image} from '../images/image-tar.ts';

/** What holds a pod's namespaces: it does nothing. */
export const pauseImage = 'outrigger.test/pause:1';

/** The images that every node has. */
export function baseImages(cloudSqlProxy: string | undefined): Image[] {
  const images: Image[] = [
    {name: pauseImage, entrypoint: ['/bin/sleep', '2147483647']},
    {name: 'outrigger.test/busybox:1'},
    // The same, for whoever wants to see an upgrade.
    {name: 'outrigger.test/busybox:2'},
  ];
  if (cloudSqlProxy !== undefined) images.push(proxyImage(cloudSqlProxy));
  return images;
}

/** The program is where it is in the image that its makers publish. */
const proxyImage = (source: string): Image => ({
  name: 'outrigger.test/cloud-sql-proxy:2',
  files: [{path: '/cloud-sql-proxy', source}],
  entrypoint: ['/cloud-sql-proxy'],
});
