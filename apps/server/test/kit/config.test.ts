import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigRefusal, helpText, linksOf, readConfig } from '../../src/config.ts';
import { settings } from '../../src/settings.ts';

const SECRET = 'open-sesame-4711';
const DATABASE = `postgres://latchkey_owner:${SECRET}@`;

describe('settings', () => {
  it('start a server on this machine only when nothing is set', () => {
    const config = readConfig({});
    assert.equal(config.publicUrl, 'http://localhost:8400');
    assert.equal(config.bind, 'localhost');
  });

  it('let PUBLIC_URL follow PORT', () => {
    assert.equal(readConfig({ PORT: '9000' }).publicUrl, 'http://localhost:9000');
  });

  it('bring PUBLIC_URL to the form browsers send as Origin', () => {
    assert.equal(readConfig({ PUBLIC_URL: 'https://Desk.Example:443/' }).publicUrl, 'https://desk.example');
  });

  it('listen on every address once PUBLIC_URL is not this machine', () => {
    assert.ok(['::', '0.0.0.0'].includes(readConfig({ PUBLIC_URL: 'https://desk.example' }).bind));
  });

  it('keep the master key beside the data, never inside it', () => {
    assert.equal(readConfig({ DATA_DIR: '/srv/latchkey' }).masterKeyFile, '/srv/latchkey-keys/master.key');
    const inside = { DATA_DIR: '/srv/latchkey', MASTER_KEY_FILE: '/srv/latchkey/deep/down/key' };
    assert.match(refusalOf(inside), /MASTER_KEY_FILE=.*\n.*inside DATA_DIR/);
    assert.doesNotThrow(() => readConfig({ DATA_DIR: '/srv/latchkey', MASTER_KEY_FILE: '/srv/latchkey..key/k' }));
  });

  it('log requests everywhere but on a terminal, where a person reads', () => {
    assert.equal(readConfig({}, true).logLevel, 'warn');
    assert.equal(readConfig({}, false).logLevel, 'info');
    assert.equal(readConfig({ LOG_LEVEL: 'debug' }, true).logLevel, 'debug');
  });

  it('keep people from opening accounts of their own unless the operator lets them', () => {
    assert.equal(readConfig({}).signUp, 'closed');
    assert.equal(readConfig({ SIGN_UP: 'open' }).signUp, 'open');
    assert.match(refusalOf({ SIGN_UP: 'yes' }), /Write closed or open/);
  });

  it('H1, H2: name the pages of the operator that are set, and no others', () => {
    const none = { imprint: null, terms: null, privacy: null };
    const help = { videos: null, community: null, training: null, support: null, cases: null };
    assert.deepEqual(linksOf(readConfig({})), { ...none, ...help });
    const set = readConfig({ PRIVACY_URL: 'https://example.com/privacy', CASES_URL: 'https://example.com/cases' });
    assert.deepEqual(linksOf(set), {
      ...none,
      privacy: 'https://example.com/privacy',
      ...help,
      cases: 'https://example.com/cases',
    });
  });

  it('take an empty value for an absent one', () => {
    assert.deepEqual(readConfig({ PORT: '', SMTP_URL: '  ', TRUSTED_PROXIES: '' }), readConfig({}));
  });

  it('name every faulty one at once, each with what to write instead', () => {
    const message = refusalOf({ PORT: '70000', BIND: 'eth0', IMPRINT_URL: 'www.example.com' });
    assert.match(message, /^3 settings are wrong/);
    for (const name of ['PORT=70000', 'BIND=eth0', 'IMPRINT_URL=']) assert.ok(message.includes(name));
    assert.match(message, /Write an IP address such as/);
  });

  it('never show the value of a secret one', () => {
    const wrong = { SMTP_URL: `ftp://u:${SECRET}@host`, METRICS_TOKEN: 'a b', DATABASE_URL: `mysql://u:${SECRET}@h/d` };
    const message = refusalOf(wrong);
    assert.match(message, /^3 settings/);
    assert.ok(!message.includes(SECRET));
  });

  it('refuse half a certificate and a mail server without a sender', () => {
    assert.match(refusalOf({ TLS_CERT: 'c.pem' }), /TLS_KEY/);
    assert.match(refusalOf({ TLS_KEY: 'k.pem' }), /TLS_CERT/);
    for (const node of ['https://node.example:1', 'http://desk.example:1'])
      assert.match(refusalOf({ PUBLIC_URL: 'https://desk.example', NODE_URL: node }), /NODE_URL=.*\n.*PUBLIC_URL/);
    assert.match(refusalOf({ SMTP_URL: 'smtp://localhost:25' }), /MAIL_FROM/);
  });

  it('refuse a PUBLIC_URL that is more than an origin', () => {
    for (const url of [
      'https://a.example/x',
      'https://a.example/?q',
      'https://u@a.example',
      'desk.example',
      'ftp://a',
    ]) {
      assert.match(refusalOf({ PUBLIC_URL: url }), /^One setting/, url);
    }
  });

  it('refuse proxies that are no addresses', () => {
    assert.deepEqual(readConfig({ TRUSTED_PROXIES: '10.0.0.7, fd00::/8 ,' }).trustedProxies, ['10.0.0.7', 'fd00::/8']);
    for (const list of ['10.0.0.0/33', 'proxy', '10.0.0.1/8/8', '::1/129', '*']) {
      assert.match(refusalOf({ TRUSTED_PROXIES: list }), /TRUSTED_PROXIES/, list);
    }
  });

  it('take a database of the role latchkey_owner, protected on its way', () => {
    const good = ['localhost/latchkey', '127.0.0.1:5432/l', 'db.example/l?sslmode=verify-full', 'db/l?sslmode=disable'];
    for (const tail of good) assert.equal(readConfig({ DATABASE_URL: DATABASE + tail }).databaseUrl, DATABASE + tail);
    const socket = 'postgres://latchkey_owner@%2Fvar%2Frun%2Fpostgresql/latchkey';
    assert.equal(readConfig({ DATABASE_URL: socket }).databaseUrl, socket);
    const bad = [`${DATABASE}db.example/l`, `${DATABASE}localhost`, `postgres://latchkey_owner@db/l?sslmode=disable`];
    const worse = ['postgres://postgres:x@localhost/l', 'postgres://latchkey_owner:%zz@localhost/l', 'nonsense'];
    for (const url of [...bad, ...worse]) assert.match(refusalOf({ DATABASE_URL: url }), /DATABASE_URL/, url);
  });

  it('are all in the help, with their defaults', () => {
    const help = helpText();
    for (const setting of Object.values(settings)) assert.ok(help.includes(`  ${setting.name}\n`), setting.name);
    assert.ok(help.split('\n').every((line) => line.length <= 100));
  });
});

function refusalOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigRefusal);
    return error.message;
  }
  return assert.fail('it was accepted');
}
