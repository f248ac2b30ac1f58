import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** nginx in front of an app; nginx/docker-nginx Dockerfile-debian.template. */
export const nginx: Profile = {
  id: 'nginx',
  title: 'nginx',
  link: 'https://hub.docker.com/_/nginx',
  summary: 'is a web server or proxy in front of the app',
  class: 'dependency',
  names: ['nginx', 'nginx-proxy', 'nginx-sidecar', '*-nginx'],
  images: inAnyRegistry('nginx', 'nginx-unprivileged'),
  isUsuallyTheApp: true,
  addedBy: ['manifest'],
  upWhen:
    'Its port (`tcpSocket`); which one is in its configuration, so no gate is set by itself. A path that it passes on to the app would be a deadlock.',
  preStopExits: ['nginx -s quit', 'nginx -s stop'],
  sigtermExit: '0; the official image is stopped by SIGQUIT, which lets open requests end',
  hints: ['Name and image must both fit. Where it serves files, it may well be the app: look before you select it.'],
};
