import type { Reply } from '@latchkey/contract/operation';
import { whyPermission } from '@latchkey/contract/role';
import type { Permission } from '@latchkey/domain/role';
import { Ask } from '../kit/Ask.tsx';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useCall } from '../kit/query.ts';
import { useSay, type Say } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { whoIs } from '../kit/why.ts';
import { isGrantable } from '../kit/wish.ts';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { GroupLinks, Part, WhyGivers } from '../kit/WhyParts.tsx';
import { useCustomRoles } from './use-custom-roles.ts';

type WhyProps = { member: { id: string; name: string }; permission: Permission; onClose: () => void };
type Why = Reply<typeof whyPermission>;

/** Says why a member may do something: every way, or what is missing and who could give it (G7). */
export function WhyMayDialog({ member, permission, onClose }: WhyProps) {
  const say = useSay();
  const me = useAccount()?.my.member_id;
  const { data, error, refetch } = useCall(whyPermission, { params: { member_id: member.id, permission } });
  const facts = { who: whoIs(member.id, me), name: member.name, permission: say(`kit.permission.${permission}`) };
  return (
    <Dialog opened title={say('roles.why.title', facts)} onClose={onClose}>
      <Stack>
        <Text dim>{say(`roles.permission.${permission}`)}</Text>
        <div aria-live="polite" aria-busy={data === undefined && error === null}>
          {data !== undefined ? (
            <Answer why={data} me={me} />
          ) : error === null ? (
            <Skeleton lines={3} />
          ) : (
            <FailedState error={error} onRetry={() => void refetch()} />
          )}
        </div>
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}

function Answer({ why, me }: { why: Why; me: string | undefined }) {
  const say = useSay();
  const { member, holds, ways, missing, permission, could_give: givers } = why;
  const facts = { who: whoIs(member.id, me), name: member.name };
  const customRole = ways.find(({ kind }) => kind === 'custom-role')?.by?.id;
  const roles = useCustomRoles({ isWanted: customRole !== undefined });
  const own = useOwnGroups(permission);
  const ofRole = roles?.find(({ id }) => id === customRole)?.extent.ofPermission(permission);
  const extent = ofRole ?? (member.id === me ? own : undefined);
  return (
    <Stack>
      <Notice tone={holds ? 'good' : 'warn'}>
        <p>{say(holds ? 'roles.why.yes' : 'roles.why.no', facts)}</p>
      </Notice>
      <Part
        title={say('computers.why.ways')}
        lines={ways.map((way) => {
          const where = way.kind === 'custom-role' ? extent : undefined;
          return wayLine(say, way, { ...facts, where }, givers !== null);
        })}
      />
      <Part
        title={say('computers.why.missing')}
        lines={missing.map((part) => ({ key: part, line: say(`roles.why.missing.${part}`, facts) }))}
      />
      {missing.includes('permission') ? <WhyGivers title={say('roles.why.give')} why={why} me={me} /> : null}
      {missing.includes('permission') && member.id === me && isGrantable(permission) ? (
        <Ask wish={{ permission }} />
      ) : null}
    </Stack>
  );
}

/** A way as a sentence; who sees users can go to the groups it leads through. */
function wayLine(
  say: Say,
  way: Why['ways'][number],
  { where, ...who }: { who: string; name: string; where: string | undefined },
  isLinked: boolean,
) {
  const { kind, role, by, through } = way;
  const named = role === null ? (by?.name ?? '') : say(`kit.role.${role}`);
  const facts = { ...who, role: named, by: by?.name ?? '', through: through?.name ?? '' };
  const groups = kind === 'group' && isLinked ? [through, by].filter((group) => group !== null) : [];
  return {
    key: [kind, by?.id, through?.id].join(' '),
    line: (
      <>
        {say(`roles.why.way.${sentenceFor(way)}`, facts)}
        {where === undefined ? null : ` ${where}`}
        <GroupLinks groups={groups} />
      </>
    ),
  };
}

function sentenceFor({ kind, by, through }: Why['ways'][number]) {
  if (kind === 'own') return 'own';
  if (kind !== 'group') return 'role';
  if (by === null) return 'unseen';
  return through === null ? 'by' : 'through';
}
