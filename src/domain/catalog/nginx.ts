import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/**
 * nginx in front of an app; nginx/docker-nginx Dockerfile-debian.template. The bare name `nginx` is not among the names:
 * it says no more than the image, and most containers called so are the app.
 */
export const nginx: Profile = {
  id: 'nginx',
  title: 'nginx',
  link: 'https://hub.docker.com/_/nginx',
  summary: 'is a web server or proxy in front of the app',
  class: 'dependency',
  names: ['nginx-proxy', 'nginx-sidecar', '*-nginx'],
  images: inAnyRegistry('nginx', 'nginx-unprivileged'),
  isUsuallyTheApp: true,
  addedBy: ['manifest'],
  upWhen:
    'Its port (`tcpSocket`); which one is in its configuration, so no gate is set by itself. A path that it passes on to the app would be a deadlock.',
  preStopExits: ['nginx -s quit', 'nginx -s stop'],
  sigtermExit: '0; the official image is stopped by SIGQUIT, which lets open requests end',
  hints: [
    'Name and image must both fit. Where it serves files, it may well be the app: look before you select it.',
    'A container called just `nginx` is most often the app. Where it is not, select it: `match: {names: [nginx]}`.',
  ],
};
