import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { foldSetUpCode, hashToken, newSetUpCode, newToken, openSecrets, uuidv7 } from '../../src/kit/secrets.ts';
import { StartRefusal } from '../../src/kit/start-refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'));
after(() => rmSync(folder, { recursive: true }));

const ID = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
const PLACE = { table: 'installation', column: 'smtp_url', row: ID };

describe('the master key', () => {
  it('is made at first start, for its owner only, and read ever after', () => {
    const file = join(folder, 'first', 'master.key');
    const made = openSecrets(file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'first')).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(folder, 'first')), ['master.key']);
    assert.equal(openSecrets(file).linkToken('reset', ID, 1), made.linkToken('reset', ID, 1));
  });

  it('is one for twenty processes that start together', async () => {
    const file = join(folder, 'race', 'master.key');
    const program = `import { openSecrets } from ${JSON.stringify(SOURCE)}; console.log(openSecrets(${JSON.stringify(file)}).rolePassword('app'))`;
    const starts = Array.from({ length: 20 }, () => run(process.execPath, ['--input-type=module', '-e', program]));
    const passwords = (await Promise.all(starts)).map((result) => result.stdout);
    assert.equal(new Set(passwords).size, 1);
    assert.match(passwords[0]!, /^[A-Za-z0-9_-]{43}\n$/);
    assert.deepEqual(readdirSync(join(folder, 'race')), ['master.key']);
  });

  it('is refused when other users can read it', () => {
    const file = keyFile('open');
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(file, mode);
      assert.throws(() => openSecrets(file), refusalWith(`chmod 600 ${file}`));
    }
  });

  it('is refused when it is empty, cut or no key at all', () => {
    for (const text of ['', '# nothing\n', 'AAAA\n', `${'A'.repeat(43)}!\n`]) {
      const file = join(folder, 'broken.key');
      writeFileSync(file, text, { mode: 0o600 });
      assert.throws(() => openSecrets(file), refusalWith('Put back the copy'), JSON.stringify(text));
    }
    assert.throws(() => openSecrets(folder), refusalWith('EISDIR'));
  });

  it('can be followed by another: the new one seals, the old one still opens', () => {
    const file = keyFile('rotate');
    const before = openSecrets(file);
    const sealed = before.seal('otpauth', PLACE);
    const newer = readFileSync(keyFile('newer'), 'utf8');
    writeFileSync(file, newer + readFileSync(file, 'utf8'));
    const both = openSecrets(file);
    assert.equal(both.open(sealed, PLACE), 'otpauth');
    assert.notEqual(both.keyId, before.keyId);
    assert.ok(both.seal('otpauth', PLACE).startsWith(both.keyId));
    assert.throws(() => before.open(both.seal('otpauth', PLACE), PLACE), /not in the master key file/);
  });
});

describe('a mailed link', () => {
  const secrets = openSecrets(keyFile('links'));

  it('has a token of 43 characters that a retried mail repeats', () => {
    assert.match(secrets.linkToken('invitation', ID, 1), /^[A-Za-z0-9_-]{43}$/);
    assert.equal(secrets.linkToken('invitation', ID, 1), secrets.linkToken('invitation', ID, 1));
  });

  it('fits its own kind, id and generation only', () => {
    const token = secrets.linkToken('invitation', ID, 1);
    assert.ok(secrets.matchesLink({ kind: 'invitation', id: ID, generation: 1 }, token));
    assert.ok(!secrets.matchesLink({ kind: 'reset', id: ID, generation: 1 }, token));
    assert.ok(!secrets.matchesLink({ kind: 'invitation', id: ID.replace('7f', '7e'), generation: 1 }, token));
    assert.ok(!secrets.matchesLink({ kind: 'invitation', id: ID, generation: 2 }, token));
    for (const wrong of ['', token.slice(1), `${token}A`, token.toLowerCase(), 'é'.repeat(43)]) {
      assert.ok(!secrets.matchesLink({ kind: 'invitation', id: ID, generation: 1 }, wrong), wrong);
    }
  });

  it('can not be made from another split of the same letters', () => {
    assert.notEqual(secrets.linkToken('ab', 'c', 1), secrets.linkToken('a', 'bc', 1));
    assert.notEqual(secrets.linkToken('a', 'b1', 1), secrets.linkToken('a', 'b', 11));
  });

  it('is worth nothing under another master key', () => {
    assert.notEqual(openSecrets(keyFile('else')).linkToken('a', ID, 1), secrets.linkToken('a', ID, 1));
  });
});

describe('a sealed secret', () => {
  const secrets = openSecrets(keyFile('seals'));

  it('opens in its own place only', () => {
    const sealed = secrets.seal('smtp://u:pä55@h', PLACE);
    assert.equal(secrets.open(sealed, PLACE), 'smtp://u:pä55@h');
    for (const other of [
      { ...PLACE, table: 'x' },
      { ...PLACE, column: 'x' },
      { ...PLACE, row: 'x' },
    ]) {
      assert.throws(() => secrets.open(sealed, other), /another place/);
    }
  });

  it('looks different every time and shows nothing', () => {
    assert.notEqual(secrets.seal('same', PLACE), secrets.seal('same', PLACE));
    assert.ok(!secrets.seal('same', PLACE).includes('same'));
    assert.equal(secrets.open(secrets.seal('', PLACE), PLACE), '');
  });

  it('does not open once a single bit has changed', () => {
    const [keyId, body] = secrets.seal('secret', PLACE).split('.');
    const bytes = Buffer.from(body!, 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      assert.throws(() => secrets.open(`${keyId}.${changed.toString('base64url')}`, PLACE));
    }
    for (const broken of ['', '.', `${keyId}.`, `${keyId}.AAAA`]) assert.throws(() => secrets.open(broken, PLACE));
  });
});

describe('the password of a database role', () => {
  it('is its own for each role and each installation', () => {
    const [one, two] = [openSecrets(keyFile('roles')), openSecrets(keyFile('roles-too'))];
    const all = [one, two].flatMap((secrets) => ['latchkey_app', 'latchkey_jobs'].map(secrets.rolePassword));
    assert.equal(new Set(all).size, 4);
  });
});

describe('a set-up code', () => {
  it('has 100 random bits in five groups that are easy to type', () => {
    const codes = Array.from({ length: 200 }, newSetUpCode);
    for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
    assert.equal(new Set(codes).size, codes.length);
  });

  it('is the same however it is typed', () => {
    const code = 'A01B-C10D-0000-1111-ZZZZ';
    const folded = foldSetUpCode(code);
    for (const typed of ['a01bc10d00001111zzzz', ' aOlB–cIo d oooo LiL1 zzzz\n', 'A01B C1OD 0O0O 1I1L ZZZZ']) {
      assert.equal(foldSetUpCode(typed), folded, typed);
    }
    assert.notEqual(foldSetUpCode('A01B-C10D-0000-1111-ZZZY'), folded);
  });

  it('folds to itself', () => {
    fc.assert(fc.property(fc.string(), (typed) => foldSetUpCode(foldSetUpCode(typed)) === foldSetUpCode(typed)));
  });
});

describe('a token', () => {
  it('has 256 random bits and is stored as its SHA-256', () => {
    assert.match(newToken(), /^[A-Za-z0-9_-]{43}$/);
    assert.notEqual(newToken(), newToken());
    assert.equal(hashToken('abc').toString('hex').slice(0, 8), 'ba7816bf');
  });
});

describe('an id', () => {
  it('is a UUID of version 7 that carries its moment (RFC 9562)', () => {
    const id = uuidv7(new Date(0x017f22e279b0));
    assert.match(id, /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by time', () => {
    const moments = fc.tuple(fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 31 }));
    fc.assert(
      fc.property(moments, ([at, later]) => uuidv7(new Date(at * 1000)) < uuidv7(new Date((at + later) * 1000))),
    );
  });
});

const run = promisify(execFile);
const SOURCE = new URL('../../src/kit/secrets.ts', import.meta.url).href;

function keyFile(name: string): string {
  const file = join(folder, `${name}.key`);
  openSecrets(file);
  return file;
}

function refusalWith(text: string) {
  return (error: unknown) => error instanceof StartRefusal && error.message.includes(text);
}
