import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { permissions, permissionsOf, roles } from './role.ts';
import { MOST_TOKENS, refuseToken } from './token.ts';

const someScopes = fc.subarray([...permissions]);

test('G10: a token never holds a permission that its maker lacks', () => {
  fc.assert(
    fc.property(fc.constantFrom(...roles), someScopes, (role, scopes) => {
      const refusal = refuseToken({ permissions: permissionsOf(role) }, { kind: 'personal', scopes }, 0);
      const isWithin = scopes.every((scope) => permissionsOf(role).includes(scope));
      assert.equal(refusal === undefined, isWithin);
    }),
  );
});

test('U3: everybody may have tokens of their own; one of the account needs the right to manage tokens', () => {
  assert.equal(refuseToken({ permissions: [] }, { kind: 'personal', scopes: [] }, 0), undefined);
  assert.deepEqual(refuseToken({ permissions: [] }, { kind: 'account', scopes: [] }, 0), {
    code: 'not-permitted',
    permission: 'tokens.manage',
  });
  assert.equal(
    refuseToken({ permissions: permissionsOf('admin') }, { kind: 'account', scopes: ['users.view'] }, 0),
    undefined,
  );
});

test('U3: a member has at most so many open tokens', () => {
  assert.equal(refuseToken({ permissions: [] }, { kind: 'personal', scopes: [] }, MOST_TOKENS - 1), undefined);
  assert.equal(
    refuseToken({ permissions: [] }, { kind: 'personal', scopes: [] }, MOST_TOKENS)?.code,
    'too-many-tokens',
  );
});
