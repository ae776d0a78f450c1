import { deleteGroups, moveComputers, removeComputers, setOwners } from '@latchkey/contract/computer';
import { endCodes, setAccess } from '@latchkey/contract/computer-access';
import { setGroupAccess } from '@latchkey/contract/group';
import type { Operation } from '@latchkey/contract/operation';
import { createRole } from '@latchkey/contract/role';
import { freshCode, freshGroup, nextName } from '../operations/computer-samples.ts';
import type { Company } from '../people.ts';
import type { picking } from './crowded.ts';
import { act, groupNamed, ok } from './invited.ts';
import { computerIn, lockOn, sessionOn, waitingIn } from './keeper-hands.ts';

/** What stands outside of what somebody looks after, and changes; whoever is inside is given access out there. */
export type Outside = {
  groups: string[];
  computers: string[];
  people: string[];
  teams: string[];
  codes: string[];
  inside: string[];
};

type Hands = ReturnType<typeof picking>;

/** Everything that can become otherwise outside, by the holder or by itself; each leaves alone what is inside. */
export function changesOutside(
  acme: Company,
  out: Outside,
  { one, draw }: Hands,
): Readonly<Record<string, () => Promise<unknown>>> {
  const look = (statement: string, values: unknown[]) => acme.server.look(statement, values);
  const done = (operation: Operation, item: object) => ok(act(acme, operation, [item]));
  const place = () => (draw() < 0.2 ? null : one(out.groups));
  const things = () => ({ kind: 'chosen', group_ids: [one(out.groups)], computer_ids: [one(out.computers)] });
  return {
    'a group is made': async () => out.groups.push(await freshGroup(acme)),
    'a group is renamed': () =>
      look('update computer_group set name = $2 where id = $1', [one(out.groups), nextName('Renamed ')]),
    'a group is deleted': async () => {
      if (out.groups.length > 2) await done(deleteGroups, { group_id: out.groups.pop() });
    },
    'a computer is added': async () => out.computers.push(await computerIn(acme, place())),
    'a computer waits': async () => out.computers.push(await waitingIn(acme, place())),
    'a computer is moved': () => done(moveComputers, { computer_id: one(out.computers), group_id: place() }),
    'a computer is removed': async () => {
      if (out.computers.length > 3) await done(removeComputers, { computer_id: out.computers.pop() });
    },
    'a computer is another': () =>
      look(`update computer set name = $2, os_user = $3, last_seen_at = now(), quarantined_at = now() where id = $1`, [
        one(out.computers),
        nextName('Other '),
        nextName('user'),
      ]),
    'a computer is somebody’s': () => done(setOwners, { computer_id: one(out.computers), owner_id: one(out.people) }),
    'somebody is renamed': () =>
      look('update member set name = $2, version = version + 1 where id = $1', [one(out.people), nextName('Renamed')]),
    'somebody outside reaches': () => done(setAccess, { member_id: one(out.people), ...things() }),
    'a team outside reaches': () => done(setGroupAccess, { group_id: one(out.teams), ...things() }),
    'a team is made': async () => out.teams.push(await groupNamed(acme)),
    'somebody outside asks': () => sessionOn(acme, one(out.computers), one(out.people)),
    'somebody inside asks outside': () => sessionOn(acme, one(out.computers), one(out.inside)),
    'somebody outside locks': () => lockOn(acme, one(out.computers), one(out.people)),
    'somebody inside locks outside': () => lockOn(acme, one(out.computers), one(out.inside)),
    'a code is made': async () =>
      out.codes.push((await freshCode(acme, { kind: 'deployment', group_id: one(out.groups) })).code_id),
    'a code ends': async () => {
      const code_id = out.codes.pop();
      if (code_id !== undefined) await act(acme, endCodes, [{ code_id }]);
    },
    'somebody else looks after it': () =>
      ok(
        acme.holder.call(createRole, {
          params: { account_id: acme.accountId },
          body: {
            name: nextName('Role '),
            permissions: ['computers.manage', 'computers.unlock'],
            computer_group_ids: [one(out.groups)],
          },
        }),
      ),
  };
}
