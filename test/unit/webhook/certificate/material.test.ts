import assert from 'node:assert/strict';
import {X509Certificate} from 'node:crypto';
import {issue, type Issued} from '../../../../src/webhook/certificate/issue.ts';
import {
  bundleOf,
  certificatesIn,
  firstMaterial,
  materialIn,
  secretData,
} from '../../../../src/webhook/certificate/material.ts';

describe('what the webhook’s Secret holds', () => {
  let issued: Issued;
  let other: Issued;

  before(async () => {
    const options = {hosts: ['localhost', '127.0.0.1'], now: Date.now(), lifetimeSeconds: 3600};
    [issued, other] = await Promise.all([issue(options), issue(options)]);
  });

  it('is a certificate for the hosts, by an authority that can make no authorities', () => {
    const [leaf, authority] = [new X509Certificate(issued.cert), new X509Certificate(issued.ca)];
    assert.ok(leaf.verify(authority.publicKey) && leaf.checkIssued(authority));
    assert.ok(authority.ca && !leaf.ca);
    assert.equal(leaf.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1');
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.ok(!new X509Certificate(other.cert).checkIssued(authority));
  });

  it('is read as it was written, with and without a next one', () => {
    for (const material of [
      firstMaterial(issued),
      {authorities: [issued.ca, other.ca], current: firstMaterial(issued).current, next: firstMaterial(other).current},
    ]) {
      const data = Object.fromEntries(Object.entries(secretData(material)).filter(([, value]) => value !== null));
      const read = materialIn({data});
      assert.ok(read !== undefined);
      assert.deepEqual(read.current, material.current);
      assert.deepEqual(read.next, 'next' in material ? material.next : undefined);
      assert.deepEqual(bundleOf(read.authorities), bundleOf(material.authorities));
    }
  });

  it('is as good as none where anything of it is missing or does not fit', () => {
    const data = secretData(firstMaterial(issued));
    assert.equal(materialIn({}), undefined);
    assert.equal(materialIn({data: {...data, 'ca.crt': ''}}), undefined);
    assert.equal(materialIn({data: {...data, 'tls.crt': secretData(firstMaterial(other))['tls.crt']}}), undefined);
    assert.equal(materialIn({data: {...data, 'tls.key': 'bm8='}}), undefined);
  });

  it('counts certificates only, whatever else stands in a bundle', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    assert.equal(certificatesIn(`# mine\n${issued.ca}\n${broken}${other.ca}`).length, 2);
  });
});
