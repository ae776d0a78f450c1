import { readHandover } from '@latchkey/contract/handover';
import type { GrantableRole } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { read } from '../kit/operation.ts';

type Row = {
  id: string;
  from_member: string;
  from_name: string;
  to_member: string;
  to_name: string;
  made_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  takes_effect_at: Date | null;
  old_holder_role: GrantableRole | null;
};

export const underWay = read(readHandover, async ({ tx, now, me }) => {
  const { rows } = await sql<Row>`
    select h.id, h.from_member, f.sort_name as from_name, h.to_member, t.sort_name as to_name, h.made_at, h.expires_at, h.accepted_at,
           h.takes_effect_at, h.old_holder_role
      from handover h
      join member f on f.account_id = h.account_id and f.id = h.from_member
      join member t on t.account_id = h.account_id and t.id = h.to_member
     where h.account_id = ${me.account_id} and h.ending is null and (h.accepted_at is not null or h.expires_at > ${now})`.execute(
    tx,
  );
  const [row] = rows;
  const mine = partyOf(me.member_id, row);
  if (!row || (mine === 'neither' && !me.permissions.includes('users.view'))) return { handover: null };
  const { id, old_holder_role, made_at, expires_at, accepted_at, takes_effect_at } = row;
  return {
    handover: {
      id,
      holder: { member_id: row.from_member, name: row.from_name },
      successor: { member_id: row.to_member, name: row.to_name },
      mine,
      made_at: made_at.toISOString(),
      expires_at: expires_at.toISOString(),
      accepted_at: accepted_at?.toISOString() ?? null,
      takes_effect_at: takes_effect_at?.toISOString() ?? null,
      old_holder_role,
    },
  };
});

function partyOf(memberId: string, row: Row | undefined) {
  if (row?.from_member === memberId) return 'holder' as const;
  return row?.to_member === memberId ? ('successor' as const) : ('neither' as const);
}
