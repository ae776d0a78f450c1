import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { permissionsOf } from './role.ts';
import { daysAfter, endings, type LinkFacts, refuseInvitation, refuseLink, roleBrought } from './invitation.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const live: LinkFacts = { generation: 2, current: 2, ending: undefined, expires_at: daysAfter(NOW, 1), now: NOW };

test('I1: a stranger may be invited; who is invited, active or suspended is said on the line', () => {
  assert.equal(refuseInvitation({ standing: 'stranger' }), undefined);
  assert.deepEqual(refuseInvitation({ standing: 'invited', member_id: 'm' }), {
    code: 'already-invited',
    member_id: 'm',
  });
  assert.deepEqual(refuseInvitation({ standing: 'active', member_id: 'm' }), {
    code: 'already-a-member',
    member_id: 'm',
  });
  assert.deepEqual(refuseInvitation({ standing: 'suspended', member_id: 'm' }), {
    code: 'suspended-here',
    member_id: 'm',
  });
});

test('I6: a link works until its invitation ends, a newer link is made or it expires', () => {
  assert.equal(refuseLink(live), undefined);
  assert.deepEqual(refuseLink({ ...live, ending: 'accepted' }), { code: 'link-used' });
  assert.deepEqual(refuseLink({ ...live, ending: 'declined' }), { code: 'link-declined' });
  assert.deepEqual(refuseLink({ ...live, ending: 'withdrawn' }), { code: 'link-withdrawn' });
  assert.deepEqual(refuseLink({ ...live, ending: 'expired' }), { code: 'link-expired' });
  assert.deepEqual(refuseLink({ ...live, generation: 1 }), { code: 'link-superseded' });
  assert.deepEqual(refuseLink({ ...live, now: live.expires_at }), { code: 'link-expired' });
});

test('I6: the last millisecond before the expiry still counts, the moment itself does not', () => {
  const before = new Date(live.expires_at.getTime() - 1);
  assert.equal(refuseLink({ ...live, now: before }), undefined);
  assert.deepEqual(refuseLink({ ...live, now: live.expires_at }), { code: 'link-expired' });
});

test('I6: what ended stays ended, whatever the clock says and however many links there were', () => {
  const dead = fc.record({
    generation: fc.integer({ min: 1, max: 9 }),
    current: fc.constant(9),
    ending: fc.constantFrom(...endings),
    expires_at: fc.date({ noInvalidDate: true }),
    now: fc.date({ noInvalidDate: true }),
  });
  fc.assert(fc.property(dead, (link) => assert.ok(refuseLink(link))));
});

test('I6: only the newest link of an open invitation ever works, and only before it expires', () => {
  const any = fc.record({
    generation: fc.integer({ min: 1, max: 9 }),
    current: fc.integer({ min: 1, max: 9 }),
    ending: fc.option(fc.constantFrom(...endings), { nil: undefined }),
    expires_at: fc.date({ noInvalidDate: true }),
    now: fc.date({ noInvalidDate: true }),
  });
  fc.assert(
    fc.property(any, (link) => {
      if (refuseLink(link)) return;
      assert.equal(link.ending, undefined);
      assert.ok(link.generation >= link.current);
      assert.ok(link.now < link.expires_at);
    }),
  );
});

test('I6: days are counted as 24 hours, so that a change of summer time moves no expiry', () => {
  assert.equal(daysAfter(new Date('2026-03-28T12:00:00Z'), 14).toISOString(), '2026-04-11T12:00:00.000Z');
});

test('I10: an invitation brings only what its inviter may still grant, and nothing once they may invite nobody', () => {
  assert.equal(
    roleBrought(
      { active: true, manages: permissionsOf('holder').includes('users.manage'), permissions: permissionsOf('holder') },
      'super_admin',
    ),
    'super_admin',
  );
  assert.equal(
    roleBrought(
      { active: true, manages: permissionsOf('admin').includes('users.manage'), permissions: permissionsOf('admin') },
      'admin',
    ),
    'member',
  );
  assert.equal(
    roleBrought(
      { active: true, manages: permissionsOf('admin').includes('users.manage'), permissions: permissionsOf('admin') },
      'member',
    ),
    'member',
  );
  assert.equal(
    roleBrought(
      { active: true, manages: permissionsOf('member').includes('users.manage'), permissions: permissionsOf('member') },
      'member',
    ),
    undefined,
  );
  assert.equal(
    roleBrought(
      {
        active: false,
        manages: permissionsOf('super_admin').includes('users.manage'),
        permissions: permissionsOf('super_admin'),
      },
      'member',
    ),
    undefined,
  );
});
