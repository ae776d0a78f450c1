import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clientAddress, isLoopback, isTrusted, limitKey } from '../../src/kit/address.ts';

const PROXIES = ['10.0.0.0/8', '192.168.1.7', 'fd00::/8'];

describe('the client of a request', () => {
  it('is the peer when no proxy is trusted, whatever it claims', () => {
    fc.assert(
      fc.property(
        anyAddress(),
        fc.string(),
        (peer, claim) => clientAddress(peer, claim, []) === clientAddress(peer, undefined, []),
      ),
    );
  });

  it('is the peer when the peer is no trusted proxy, whatever it claims', () => {
    fc.assert(fc.property(publicAddress(), fc.string(), (peer, claim) => clientAddress(peer, claim, PROXIES) === peer));
  });

  it('is who the trusted proxies speak for, whatever stands before', () => {
    const hops = fc.array(fc.constantFrom('10.1.1.1', '192.168.1.7', '10.255.0.3'), { maxLength: 4 });
    fc.assert(
      fc.property(fc.string(), publicAddress(), hops, (claim, client, hops) => {
        const header = [claim.replaceAll(',', ''), client, ...hops].join(', ');
        return clientAddress('10.0.0.1', header, PROXIES) === client;
      }),
    );
  });

  it('is never somebody whom only the client itself has named', () => {
    assert.equal(clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.9', PROXIES), '203.0.113.9');
  });

  it('is the last proxy that is known when the rest is no address', () => {
    for (const header of ['unknown', '', ',', '_hidden', '999.1.1.1', '203.0.113.9, unknown']) {
      assert.equal(clientAddress('10.0.0.1', header, PROXIES), '10.0.0.1', header);
    }
  });

  it('is the outermost address when all are trusted', () => {
    assert.equal(clientAddress('10.0.0.1', '10.0.0.3, 10.0.0.2', PROXIES), '10.0.0.3');
  });

  it('has one form, however it is written', () => {
    for (const form of ['::ffff:203.0.113.9', '::FFFF:cb00:7109', '0:0:0:0:0:ffff:cb00:7109', '203.0.113.9']) {
      assert.equal(clientAddress(form, undefined, []), '203.0.113.9', form);
    }
    for (const form of ['fe80::1%eth0', 'FE80:0:0::1', 'fe80::0.0.0.1']) {
      assert.equal(clientAddress(form, undefined, []), 'fe80:0:0:0:0:0:0:1', form);
    }
    assert.equal(clientAddress('::ffff:10.0.0.1', '203.0.113.9:4711', PROXIES), '203.0.113.9');
    assert.equal(clientAddress('fd00::1', '[2001:db8::9]:4711', PROXIES), '2001:db8:0:0:0:0:0:9');
  });
});

describe('a trusted proxy', () => {
  it('is one by its address or its network, in any form', () => {
    for (const address of ['10.9.9.9', '::ffff:10.9.9.9', '192.168.1.7', 'fd12::1'])
      assert.ok(isTrusted(address, PROXIES));
    for (const address of ['11.0.0.1', '192.168.1.8', 'fe80::1', '', 'proxy']) assert.ok(!isTrusted(address, PROXIES));
  });
});

describe('the key of a limit', () => {
  it('is the same for every address of one IPv6 /64, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 12, maxLength: 12 }), (groups) => {
        const hex = groups.map((value) => value.toString(16));
        const network = ['2001', 'db8', hex[0], hex[1]];
        const one = limitKey([...network, ...hex.slice(4, 8)].join(':'));
        const two = limitKey([...network, ...hex.slice(8, 12)].join(':'));
        const next = limitKey(['2001', 'db9', hex[0], hex[1], ...hex.slice(4, 8)].join(':'));
        return one === two && one !== next;
      }),
    );
  });

  it('is the whole address for IPv4, mapped or not', () => {
    assert.equal(limitKey('203.0.113.9'), '203.0.113.9');
    assert.equal(limitKey('::ffff:203.0.113.9'), '203.0.113.9');
    assert.equal(limitKey('2001:db8::1'), '2001:db8:0:0::/64');
  });
});

describe('loopback', () => {
  it('is 127.0.0.0/8, ::1 and localhost, and nothing that only looks like it', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])
      assert.ok(isLoopback(host));
    for (const host of ['127.0.0.1.example', 'localhost.example', '128.0.0.1', '::', '0.0.0.0', '']) {
      assert.ok(!isLoopback(host), host);
    }
  });
});

function publicAddress() {
  return fc
    .tuple(fc.integer({ min: 11, max: 126 }), fc.nat(255), fc.nat(255), fc.nat(255))
    .map((bytes) => bytes.join('.'));
}

function anyAddress() {
  return fc.oneof(fc.ipV4(), fc.ipV6(), publicAddress());
}
