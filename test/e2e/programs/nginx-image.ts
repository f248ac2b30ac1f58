import type {Cluster} from '../../cluster/cluster.ts';
import {programFiles} from '../../cluster/images/program-files.ts';
import {debianProgram, type DebianProgram} from '../../cluster/programs/debian-program.ts';
import {TEST_BUILDER} from '../../support/test-builder.ts';

export const NGINX: DebianProgram = {name: 'nginx', path: 'usr/sbin/nginx'};
export const NGINX_IMAGE = 'outrigger.test/nginx:1';

/** Puts Debian's nginx on the node, in front of port 8080: it listens on 8000. It runs without root. */
export async function loadNginx(cluster: Cluster): Promise<void> {
  await cluster.loadImage({
    name: NGINX_IMAGE,
    files: [
      ...programFiles(await debianProgram(NGINX, TEST_BUILDER), '/usr/sbin/nginx'),
      {path: '/etc/nginx/nginx.conf', content: CONFIGURATION},
    ],
    entrypoint: ['/usr/sbin/nginx', '-e', 'stderr', '-c', '/etc/nginx/nginx.conf'],
  });
}

const CONFIGURATION = `
daemon off;
pid /tmp/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server {
    listen 8000;
    location / {
      proxy_pass http://127.0.0.1:8080;
    }
  }
}
`;
