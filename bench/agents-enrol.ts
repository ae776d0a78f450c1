import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { lp } from '@latchkey/wire/bytes';
import pg from 'pg';
import { codeOf, foldSetUpCode, hashToken, uuidv7 } from '../apps/server/src/kit/secrets.ts';
import type { Place } from './agents-place.ts';
import { callerOf, perSecond } from './load.ts';
import { type Line, ratioOf } from './table.ts';

const TOTAL = 2_000;
const CLIENTS = 8;

/** How long it takes until thousands of machines came in with one deployment code, over bare transactions of the same rows. */
export async function measureEnrolling(place: Place): Promise<Line[]> {
  const code = codeOf(randomBytes(32));
  await place.client.query(
    `insert into enrolment_code (account_id, id, kind, code_hash, made_by, made_at, expires_at, uses_left, uses, needs_approval)
     values ($1, $2, 'deployment', $3, $4, now(), now() + interval '1 day', 10000, 10000, false)`,
    [place.accountId, uuidv7(new Date()), hashToken(foldSetUpCode(code)), place.holderId],
  );
  const machines = Array.from({ length: TOTAL }, (_, at) => claimOf(code, at));
  const { call, close } = callerOf(place.house.url, CLIENTS);
  const measured = await perSecond(TOTAL, CLIENTS, (at) => call('/api/v1/enrol', machines[at] ?? {}));
  close();
  const reference = await bareRate(place);
  return [
    {
      what: `${TOTAL.toLocaleString('en')} enrolments with one code, ${CLIENTS} at a time`,
      measured: `${(TOTAL / measured).toFixed(1)} s, ${measured.toFixed(0)} a second`,
      reference: `${reference.toFixed(0)} bare commits of the same rows`,
      ratio: ratioOf(measured, reference),
      aim: '',
    },
  ];
}

function claimOf(code: string, at: number) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const signature = sign(null, lp('latchkey enrol', code, raw), privateKey).toString('base64url');
  const said = { hostname: `desk-${at}`, os: 'Debian GNU/Linux 12 (bookworm)', agent_version: '0.1.0' };
  return { code, device_key: raw.toString('base64url'), signature, ...said };
}

/** The same rows written by the same driver over as many connections, with nothing read or checked. */
async function bareRate({ client, accountId, holderId }: Place): Promise<number> {
  const { host, port, user, password, database } = client;
  const pool = new pg.Pool({ host, port, user, password: password ?? '', database, max: CLIENTS });
  const codeId = uuidv7(new Date());
  await pool.query(
    `insert into enrolment_code (account_id, id, kind, code_hash, made_by, made_at, expires_at, uses_left, uses, needs_approval)
     values ($1, $2, 'deployment', $3, $4, now(), now() + interval '1 day', 10000, 10000, false)`,
    [accountId, codeId, randomBytes(32), holderId],
  );
  const rate = await perSecond(TOTAL, CLIENTS, async (at) => {
    const one = await pool.connect();
    const [now, id, auditId] = [new Date(), uuidv7(new Date()), uuidv7(new Date())];
    await one.query('begin');
    await one.query({
      name: 'c',
      text: `insert into computer (account_id, id, device_key, name, status, made_at, hostname, os, agent_version)
             values ($1, $2, $3, $4, 'active', $5, $4, 'Debian GNU/Linux 12 (bookworm)', '0.1.0')`,
      values: [accountId, id, randomBytes(32), `desk-${at}`, now],
    });
    await one.query({
      name: 'e',
      text: 'update enrolment_code set uses_left = uses_left - 1 where account_id = $1 and id = $2',
      values: [accountId, codeId],
    });
    await one.query({
      name: 'a',
      text: `insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, after, personal_hash)
             values ($1, $2, $3, 'computer.enrol', 'system', null, array[$4::uuid, $5::uuid, $6::uuid], '{"status":"active","kind":"deployment"}', sha256('x'))`,
      values: [accountId, auditId, now, id, holderId, codeId],
    });
    await one.query({
      name: 'p',
      text: `insert into audit_personal values ($1, $2, 'salt', '{"name":"desk"}')`,
      values: [accountId, auditId],
    });
    await one.query('commit');
    one.release();
  });
  await pool.end();
  return rate;
}
