import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Moment } from './attempts.ts';
import {
  applyGrants,
  baseOf,
  type Claim,
  type Codes,
  codeFor,
  type GrantsNews,
  noCodes,
  type Owner,
  setBase,
  setOwn,
  setOwner,
  SUPERSEDED_MS,
  sweepCodes,
  takeCopy,
  unreportedGrants,
} from './codes.ts';

const olga: Owner = { person_id: 'olga', name: 'Olga', is_suspended: false };
const NOW: Moment = { running_ms: 1_000, at: 1_700_000_000_000 };

test('C12: without a base code nobody gets in', () => {
  const codes = noCodes(olga);
  assert.equal(codeFor(codes, owner(), NOW), undefined);
  assert.equal(codeFor(codes, member('ann'), NOW), undefined);
});

test('C12: the owner uses the base code, and everybody else starts with a copy of it at their first connect', () => {
  const codes = withBase(noCodes(olga), 'c1');
  assert.equal(codeFor(codes, owner(), NOW)?.cred_id, 'c1');
  const first = codeFor(codes, member('ann'), NOW);
  assert.equal(first?.cred_id, 'c1');
  const after = takeCopy(codes, member('ann'), first);
  assert.deepEqual(unreportedGrants(after), [
    { grant_id: 'grant ann', person_id: 'ann', cred_id: 'c1', is_reported: false },
  ]);
});

test('C12: on a computer without owner the base code is what its administrator set', () => {
  const codes = setBase(noCodes(null), { cred_id: 'c1', record: 'r' }, null, NOW);
  assert.ok(codes);
  assert.equal(codeFor(codes, member('ann'), NOW)?.cred_id, 'c1');
  assert.equal(setBase(codes, { cred_id: 'c2', record: 'r' }, 'ann', NOW), undefined, 'nobody else sets it');
});

test('C13: on a computer with an owner nobody but the owner sets the base code', () => {
  assert.equal(setBase(noCodes(olga), { cred_id: 'c1', record: 'r' }, null, NOW), undefined);
  assert.equal(setBase(noCodes(olga), { cred_id: 'c1', record: 'r' }, 'ann', NOW), undefined);
});

test('S3: a copy stays the same when the owner changes theirs, and whoever comes later starts with the new one', () => {
  const codes = withBase(connected(withBase(noCodes(olga), 'c1'), 'ann'), 'c2');
  assert.equal(codeFor(codes, member('ann'), NOW)?.cred_id, 'c1');
  assert.equal(codeFor(codes, { ...member('ann'), cred_id: 'c2' }, NOW)?.cred_id, 'c1', 'whatever the server names');
  assert.equal(codeFor(codes, member('bob'), NOW)?.cred_id, 'c2');
  assert.equal(codeFor(codes, owner(), NOW)?.cred_id, 'c2');
});

test('S1, C12: a grant that names the code of its moment is honoured when the owner changed it before the server heard', () => {
  const codes = withBase(withBase(noCodes(olga), 'c1'), 'c2');
  assert.equal(codeFor(codes, named('ann', 'c1'), NOW)?.cred_id, 'c1');
  const synced = applyGrants(codes, news(1, 'c1', [item('ann', 'c1')]), NOW).codes;
  assert.equal(codeFor(synced, named('ann', 'c1'), NOW)?.cred_id, 'c1');
  assert.equal(codeFor(synced, named('bob', 'c1'), NOW)?.cred_id, 'c1', 'the server still knew c1 only');
});

test('C12: once the server has heard of the new code it can name the old one to nobody new', () => {
  const codes = withBase(withBase(noCodes(olga), 'c1'), 'c2');
  const told = applyGrants(codes, news(1, 'c2', [item('ann', 'c1')]), NOW).codes;
  assert.equal(codeFor(told, named('ann', 'c1'), NOW)?.cred_id, 'c1', 'but granted before that');
  assert.equal(codeFor(told, named('bob', 'c1'), NOW), undefined);
  const half = applyGrants(codes, { ...news(1, 'c2', []), is_last: false }, NOW).codes;
  assert.equal(codeFor(half, named('bob', 'c1'), NOW)?.cred_id, 'c1', 'another part may still come');
  assert.equal(half.revision, 0);
});

test('C12: a superseded code can be named for seven days, by whichever clock is ahead', () => {
  const codes = withBase(withBase(noCodes(olga), 'c1'), 'c2');
  const later = (running: number, clock: number): Moment => ({
    running_ms: NOW.running_ms + running,
    at: NOW.at + clock,
  });
  assert.equal(codeFor(codes, named('ann', 'c1'), later(SUPERSEDED_MS - 1, SUPERSEDED_MS - 1))?.cred_id, 'c1');
  assert.equal(codeFor(codes, named('ann', 'c1'), later(SUPERSEDED_MS, -SUPERSEDED_MS)), undefined);
  assert.equal(codeFor(codes, named('ann', 'c1'), later(0, SUPERSEDED_MS)), undefined);
  assert.deepEqual(idsOf(sweepCodes(codes, later(SUPERSEDED_MS, 0))), ['c2']);
});

test('C6: a code of one’s own is for oneself only', () => {
  const codes = connected(connected(withBase(noCodes(olga), 'c1'), 'ann'), 'bob');
  const own = setOwn(codes, { grant_id: 'grant ann', person_id: 'ann' }, { cred_id: 'own', record: 'r' }, NOW);
  assert.ok(own);
  assert.equal(codeFor(own, named('ann', 'c1'), NOW)?.cred_id, 'own', 'the old one no longer opens anything for her');
  assert.equal(codeFor(own, member('bob'), NOW)?.cred_id, 'c1');
  assert.equal(codeFor(own, named('eve', 'own'), NOW), undefined, 'and no grant can name it');
  assert.equal(codeFor(own, { ...named('eve', 'own'), grant_id: 'grant ann' }, NOW), undefined);
  assert.equal(
    setOwn(own, { grant_id: 'grant ann', person_id: 'eve' }, { cred_id: 'own 2', record: 'r' }, NOW),
    undefined,
  );
});

test('C6: the next code of one’s own deletes the one before', () => {
  const first = setOwn(
    withBase(noCodes(olga), 'c1'),
    { grant_id: 'g', person_id: 'ann' },
    { cred_id: 'o1', record: 'r' },
    NOW,
  );
  const second = first && setOwn(first, { grant_id: 'g', person_id: 'ann' }, { cred_id: 'o2', record: 'r' }, NOW);
  assert.deepEqual(second && idsOf(second), ['c1', 'o2']);
});

test('S6: a grant that ended takes its copy with it, and the copies of others stay', () => {
  const codes = withBase(connected(connected(withBase(noCodes(olga), 'c1'), 'ann'), 'bob'), 'c2');
  const settled = applyGrants(codes, news(1, 'c2', []), NOW).codes;
  const one = applyGrants(settled, news(2, 'c2', [item('ann', null)]), NOW);
  assert.deepEqual([one.ended, idsOf(one.codes), one.codes.revision], [['grant ann'], ['c1', 'c2'], 2]);
  const both = applyGrants(one.codes, news(3, 'c2', [item('bob', null)]), NOW);
  assert.deepEqual(idsOf(both.codes), ['c2']);
});

test('S4: after revoking and granting again the new grant starts with the base code of now', () => {
  const codes = withBase(connected(withBase(noCodes(olga), 'c1'), 'ann'), 'c2');
  const revoked = applyGrants(codes, news(1, 'c2', [item('ann', null)]), NOW).codes;
  assert.equal(codeFor(revoked, { ...member('ann'), grant_id: 'another grant' }, NOW)?.cred_id, 'c2');
});

test('the server is told of a code until it says the same', () => {
  const codes = connected(withBase(noCodes(olga), 'c1'), 'ann');
  const lagging = applyGrants(codes, news(1, 'c1', [item('ann', 'other')]), NOW).codes;
  assert.equal(unreportedGrants(lagging).length, 1);
  assert.deepEqual(unreportedGrants(applyGrants(lagging, news(2, 'c1', [item('ann', 'c1')]), NOW).codes), []);
});

test('C13: suspending the owner disables their code, and copies held by others go on working', () => {
  const codes = connected(withBase(noCodes(olga), 'c1'), 'ann');
  const suspended = setOwner(codes, { ...olga, is_suspended: true }, NOW);
  assert.equal(codeFor(suspended, owner(), NOW), undefined);
  assert.equal(codeFor(suspended, member('bob'), NOW), undefined, 'nobody takes a copy of it');
  assert.equal(codeFor(suspended, member('ann'), NOW)?.cred_id, 'c1');
  assert.equal(codeFor(setOwner(suspended, olga, NOW), owner(), NOW)?.cred_id, 'c1', 'until they are back');
});

test('C13: another owner, or none, deletes the code of the one before, and copies held by others go on working', () => {
  const codes = connected(withBase(noCodes(olga), 'c1'), 'ann');
  for (const next of [{ person_id: 'ann', name: 'Ann', is_suspended: false }, null]) {
    const changed = setOwner(codes, next, NOW);
    assert.equal(baseOf(changed), undefined);
    assert.equal(codeFor(changed, owner(), NOW), undefined);
    assert.equal(codeFor(changed, { ...owner(), person_id: 'ann' }, NOW), undefined, 'the new owner sets a code first');
    assert.equal(codeFor(changed, member('bob'), NOW), undefined);
    assert.equal(codeFor(changed, member('ann'), NOW)?.cred_id, 'c1');
  }
});

test('C13: a code that the owner set before the server’s welcome survives it', () => {
  const codes = withBase(noCodes(olga), 'c1');
  assert.equal(setOwner(codes, { ...olga }, NOW), codes);
  assert.equal(baseOf(setOwner(codes, { ...olga, name: 'Olga B.' }, NOW))?.cred_id, 'c1');
});

test('the copy is of the code that opened the screen, even when the base code changed meanwhile', () => {
  const codes = withBase(noCodes(olga), 'c1');
  const used = codeFor(codes, member('ann'), NOW);
  assert.ok(used);
  const settled = applyGrants(withBase(codes, 'c2'), news(1, 'c2', []), NOW).codes;
  assert.deepEqual(idsOf(settled), ['c2']);
  assert.equal(codeFor(takeCopy(settled, member('ann'), used), member('ann'), NOW)?.cred_id, 'c1');
});

test('whatever happens: one base code, no code twice, none that nothing needs, and nobody gets a code of somebody else’s own', () => {
  const person = fc.constantFrom('ann', 'bob', 'eve', 'olga');
  const step = fc.record({ act: fc.nat(7), person, other: person, cred: fc.nat(30), waits: fc.nat(SUPERSEDED_MS) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      let codes = noCodes(olga);
      let now = NOW;
      const owns = new Map<string, string>();
      for (const [index, { act, person: who, other, cred, waits }] of steps.entries()) {
        now = { running_ms: now.running_ms + Math.floor(waits / 20), at: now.at + Math.floor(waits / 20) };
        const [id, old] = [`c${index}`, `c${cred}`];
        if (act === 0)
          codes = setBase(codes, { cred_id: id, record: 'r' }, codes.owner?.person_id ?? null, now) ?? codes;
        if (act === 1) {
          const set = setOwn(codes, { grant_id: `grant ${who}`, person_id: who }, { cred_id: id, record: 'r' }, now);
          if (set) owns.set(id, who);
          codes = set ?? codes;
        }
        if (act === 2) codes = applyGrants(codes, news(index, old, [item(who, old), item(other, null)]), now).codes;
        if (act === 3)
          codes = applyGrants(codes, news(index, baseOf(codes)?.cred_id ?? null, [item(who, old)]), now).codes;
        if (act === 4)
          codes = setOwner(
            codes,
            waits % 3 === 0 ? null : { person_id: who, name: who, is_suspended: waits % 2 === 0 },
            now,
          );
        if (act === 5) codes = sweepCodes(codes, now);
        if (act >= 6) {
          const claim = act === 6 ? member(who) : named(who, old);
          const used = codeFor(codes, claim, now);
          if (used) codes = takeCopy(codes, claim, used);
        }
        checkSound(codes, owns);
      }
    }),
  );
});

function checkSound(codes: Codes, owns: ReadonlyMap<string, string>): void {
  const ids = idsOf(codes);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(codes.codes.filter((code) => code.standing === 'base').length <= 1);
  const named = new Set(codes.grants.map((grant) => grant.cred_id));
  for (const code of codes.codes) if (code.standing === 'kept') assert.ok(named.has(code.cred_id));
  for (const grant of codes.grants) {
    assert.ok(ids.includes(grant.cred_id), 'a grant has its code');
    assert.equal(owns.get(grant.cred_id) ?? grant.person_id, grant.person_id);
  }
}

function withBase(codes: Codes, credId: string): Codes {
  const set = setBase(codes, { cred_id: credId, record: 'record' }, codes.owner?.person_id ?? null, NOW);
  assert.ok(set);
  return set;
}

function connected(codes: Codes, person: string): Codes {
  const used = codeFor(codes, member(person), NOW);
  assert.ok(used);
  return takeCopy(codes, member(person), used);
}

function owner(): Claim {
  return { person_id: 'olga', grant_id: 'grant olga', cred_id: null, is_owner: true };
}

function member(person: string): Claim {
  return { person_id: person, grant_id: `grant ${person}`, cred_id: null, is_owner: false };
}

function named(person: string, credId: string): Claim {
  return { ...member(person), cred_id: credId };
}

function item(person: string, credId: string | null): GrantsNews['items'][number] {
  return { grant_id: `grant ${person}`, person_id: person, cred_id: credId };
}

function news(revision: number, base: string | null, items: GrantsNews['items']): GrantsNews {
  return { revision, base_cred_id: base, items, is_last: true };
}

function idsOf(codes: Codes): string[] {
  return codes.codes.map((code) => code.cred_id);
}
