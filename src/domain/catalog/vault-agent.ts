import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';
import {renderedSecrets} from './vault-secrets.ts';

/** hashicorp/vault-k8s agent-inject/agent/, issues #620, #659 and #120; hashicorp/vault sdk. */
export const vaultAgent: Profile = {
  id: 'vault-agent',
  title: 'Vault Agent',
  link: 'https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent',
  summary: 'renders secrets into files and keeps them fresh',
  class: 'dependency',
  names: ['vault-agent'],
  images: inAnyRegistry('vault', 'vault-enterprise'),
  argument: 'agent',
  isUsuallyTheApp: true,
  addedBy: ['injector', 'manifest'],
  injector: {
    title: 'the Vault Agent Injector',
    link: 'https://github.com/hashicorp/vault-k8s/issues/620',
    // One that is written by hand is an ordinary sidecar; the injector's is told by its annotations.
    names: ['vault-agent'],
    onlyWith: ['vault.hashicorp.com/agent-inject', 'vault.hashicorp.com/agent-inject-status'],
    asked: [
      {on: 'pod annotation', key: 'vault.hashicorp.com/agent-pre-populate-only', no: ['true', 't', '1']},
      {on: 'pod annotation', key: 'vault.hashicorp.com/agent-inject', yes: ['true', 't', '1']},
    ],
    native: [],
    otherwise: 'For Jobs its annotation vault.hashicorp.com/agent-pre-populate-only: "true" leaves the sidecar out.',
  },
  startupProbe: renderedSecrets,
  upWhen:
    'A rendered file: `test -s /vault/secrets/FILE` as a command, in images with a shell. Which files there will be is in the annotations of the injector (`vault.hashicorp.com/agent-inject-secret-FILE`); without them no gate is set by itself. There is no HTTP check by default.',
  preStopExits: ['agent/v1/quit'],
  quit: 'POST `127.0.0.1:8200/agent/v1/quit`, with `vault.hashicorp.com/agent-enable-quit: "true"`.',
  hints: [
    'Its init container `vault-agent-init` comes last by default: a native sidecar of the manifest that needs secrets starts before it, unless `vault.hashicorp.com/agent-init-first: "true"` is set.',
    '`agent-run-as-same-user` takes the user of the first container in `containers`; look at it when the first one moves.',
    '`agent-revoke-on-shutdown` adds a preStop that sleeps before it revokes the token.',
  ],
};
