import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayReadMetrics, openMetrics } from '../../src/kit/metrics.ts';

describe('the metrics', () => {
  it('count calls by operation and class of status, and refusals by code', async () => {
    const metrics = openMetrics();
    metrics.observe({ operation: 'invitation.send', status: 200, code: undefined, ms: 12 });
    metrics.observe({ operation: 'invitation.send', status: 409, code: 'already-invited', ms: 3 });
    const { body, type } = await metrics.text();
    assert.match(type, /^text\/plain/);
    assert.match(body, /latchkey_call_seconds_count\{operation="invitation.send",status="2xx"\} 1/);
    assert.match(body, /latchkey_call_seconds_count\{operation="invitation.send",status="4xx"\} 1/);
    assert.match(body, /latchkey_refusals_total\{code="already-invited"\} 1/);
  });

  it('count jobs and mails, and read pools when asked', async () => {
    const metrics = openMetrics();
    let idle = 3;
    metrics.jobEnded('mail-send', 'failed');
    metrics.mailEnded('bounced');
    metrics.watchPool('app', () => ({ total: 5, idle, waiting: 0 }));
    idle = 1;
    const { body } = await metrics.text();
    assert.match(body, /latchkey_jobs_total\{task="mail-send",outcome="failed"\} 1/);
    assert.match(body, /latchkey_mails_total\{state="bounced"\} 1/);
    assert.match(body, /latchkey_pool_connections\{pool="app",state="idle"\} 1/);
  });

  it('tell how long the event loop was held up', async () => {
    assert.match((await openMetrics().text()).body, /nodejs_eventloop_lag_max_seconds/);
  });
});

describe('who may read the metrics', () => {
  const token = 'sixteen-characters';
  const local = { remote: '127.0.0.1', authorization: undefined, token: undefined, trustedProxies: [] };

  it('is this machine while there is no token', () => {
    for (const remote of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      assert.ok(mayReadMetrics({ ...local, remote }), remote);
    for (const remote of ['192.168.1.2', '2001:db8::1', '', '::ffff:10.0.0.1']) {
      assert.ok(!mayReadMetrics({ ...local, remote }), remote);
    }
  });

  it('is not this machine where a proxy on it speaks for the world', () => {
    assert.ok(!mayReadMetrics({ ...local, trustedProxies: ['127.0.0.1'] }));
    assert.ok(!mayReadMetrics({ ...local, remote: '::ffff:127.0.0.1', trustedProxies: ['127.0.0.0/8'] }));
  });

  it('is who has the token, from anywhere, and nobody else then', () => {
    const anywhere = { ...local, remote: '203.0.113.9', token };
    assert.ok(mayReadMetrics({ ...anywhere, authorization: `Bearer ${token}` }));
    for (const authorization of [undefined, '', token, `Bearer ${token}x`, 'Bearer ', `Basic ${token}`]) {
      assert.ok(!mayReadMetrics({ ...local, token, authorization }), String(authorization));
    }
  });
});
