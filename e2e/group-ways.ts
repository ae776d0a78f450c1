import type { House } from './house.ts';
import { gone, see, type Visitor } from './visitor.ts';
import { goTo } from './ways.ts';

/** A computer in a group of computers, and one in none, without machines behind them. */
export async function computersOf(
  house: House,
  { group, inside, outside }: Record<'group' | 'inside' | 'outside', string>,
): Promise<void> {
  await house.look(
    `with office as (
       insert into computer_group (account_id, id, name, name_key, made_at) select id, gen_random_uuid(), $1, lower($1), now() from account
       returning account_id, id)
     insert into computer (account_id, id, device_key, name, status, made_at, hostname, os, group_id)
      select account_id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), $2, 'active', now(), 'tisch-12', 'Debian 12', id from office
      union all select account_id, gen_random_uuid(), decode(repeat('08', 32), 'hex'), $3, 'active', now(), 'lager-3', 'Debian 12', null from office`,
    [group, inside, outside],
  );
}

/** Sends the invitation that was filled in. */
export async function sent({ page, say }: Visitor): Promise<void> {
  await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
  await see(page.getByRole('heading', { name: say('invite.invited.title', { count: 1 }), exact: true }));
}

/** Invites an address into user groups, named by their paths. */
export async function inviteInto(visitor: Visitor, email: string, groups: readonly string[]): Promise<void> {
  const { page, say } = visitor;
  await goTo(visitor, 'invite');
  await page.getByLabel(say('invite.addresses')).fill(email);
  const list = page.getByRole('group', { name: say('invite.groups') });
  await see(list.getByRole('checkbox'));
  // Those of the invitation before stay chosen.
  for (const box of await list.getByRole('checkbox', { checked: true }).all()) await box.uncheck();
  for (const name of groups) await list.getByRole('checkbox', { name, exact: true }).check();
  await sent(visitor);
}

/** Names the group of the open dialog and makes it. */
export async function makeGroup({ page, say }: Visitor, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('groups.name'), { exact: true }).fill(name);
  await dialog.getByRole('button', { name: say('groups.make') }).click();
  await gone(dialog);
}
