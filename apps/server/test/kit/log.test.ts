import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logRequest, openLog } from '../../src/kit/log.ts';
import type { Log, LogLevel } from '../../src/kit/log.ts';

const SECRET = 'canary-5f1c';

describe('a request in the log', () => {
  it('has its route pattern, status, duration and id, and nothing else of the request', () => {
    const lines = logged((log) =>
      logRequest(log, {
        requestId: 'r1',
        method: 'POST',
        route: '/api/v1/x/:id',
        status: 409,
        ms: 3.08765,
        refusal: 'stale',
      }),
    );
    const { time, ...rest } = lines[0]!;
    assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
    const facts = { requestId: 'r1', method: 'POST', route: '/api/v1/x/:id', status: 409, ms: 3.1, refusal: 'stale' };
    assert.deepEqual(rest, { level: 'info', ...facts, msg: 'request' });
  });
});

describe('a secret', () => {
  it('is hidden by its name, however deep it lies and however it is spelt', () => {
    const names = ['password', 'newPassword', 'new_password', 'authorization', 'Cookie', 'set-cookie', 'link', 'code'];
    for (const name of [
      ...names,
      'set_up_code',
      'token',
      'accessToken',
      'smtp_url',
      'smtpUrl',
      'DATABASE_URL',
      'masterKey',
    ]) {
      const deep = { a: { b: [{ c: { d: { [name]: SECRET } } }] }, [name]: { nested: SECRET } };
      assert.ok(!text((log) => log.info(deep, 'here')).includes(SECRET), name);
      assert.ok(!text((log) => log.child({ [name]: SECRET }).info('here')).includes(SECRET), `${name} of a child`);
    }
  });

  it('is hidden in what an error says, its stack, its causes and its fields', () => {
    const cause = Object.assign(new Error(`smtp://user:${SECRET}@mail.example refused`), { code: 'ECONNREFUSED' });
    const error = Object.assign(new Error('mail failed', { cause }), {
      detail: `Key (email)=(${SECRET})`,
      config: { SECRET },
    });
    const line = text((log) => log.error({ err: error }, `tried smtps://u:${SECRET}@h`));
    assert.ok(!line.includes(SECRET));
    assert.ok(line.includes('ECONNREFUSED') && line.includes('mail failed') && line.includes('mail.example'));
  });

  it('is hidden where a bare error is logged', () => {
    const line = text((log) => log.error(Object.assign(new Error(`postgres://o:${SECRET}@db`), { detail: SECRET })));
    assert.ok(!line.includes(SECRET) && line.includes('log.test'));
  });

  it('is hidden when it is a mailed link or a bearer token in running text', () => {
    const link = `017f22e2-79b0-7cc3-98c4-dc0c0c07398f.1.${'k'.repeat(43)}`;
    const line = text((log) => log.warn({ url: `https://x/accept#${link}` }, `saw Bearer ${SECRET}`));
    assert.ok(!line.includes('kkkk') && !line.includes(SECRET));
  });

  it('does not hide numbers, booleans and refusals beside it', () => {
    const line = text((log) => log.info({ statusCode: 404, hasPassword: true, refusal: 'wrong-sign-in', code: null }));
    for (const part of ['404', 'true', 'wrong-sign-in']) assert.ok(line.includes(part), part);
  });
});

describe('a log line', () => {
  it('stays one line and short, whatever is handed over', () => {
    const loop: Record<string, unknown> = { big: 1n, list: Array.from({ length: 5000 }, () => 'x') };
    loop['self'] = loop;
    const out = text((log) =>
      log.info({ loop, map: new Map([['password', SECRET]]), bytes: Buffer.from(SECRET) }, 'a\nb'),
    );
    assert.equal(out.split('\n').length, 2);
    assert.ok(out.length < 10_000 && !out.includes(SECRET));
  });

  it('is written from its level up', () => {
    assert.equal(logged((log) => log.info('no'), 'warn').length, 0);
    assert.equal(logged((log) => log.error('no'), 'silent').length, 0);
  });
});

function text(act: (log: Log) => void, level: LogLevel = 'info'): string {
  let written = '';
  act(openLog(level, { write: (line) => (written += line) }));
  return written;
}

function logged(act: (log: Log) => void, level: LogLevel = 'info'): Record<string, unknown>[] {
  const lines = text(act, level).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
