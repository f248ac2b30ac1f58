import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** openshift/oauth-proxy. */
export const openshiftOauthProxy: Profile = {
  id: 'openshift-oauth-proxy',
  title: 'OpenShift OAuth Proxy',
  link: 'https://github.com/openshift/oauth-proxy',
  summary: 'lets only users in who have signed in to OpenShift',
  class: 'dependency',
  names: ['oauth-proxy'],
  images: inAnyRegistry('oauth-proxy', 'ose-oauth-proxy', 'ose-oauth-proxy-*', 'origin-oauth-proxy'),
  addedBy: ['manifest'],
  hints: ['It is often the first container: commands such as `kubectl logs` then mean another one after the move.'],
};
