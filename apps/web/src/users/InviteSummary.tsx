import type { AccessDraft } from '../kit/access.ts';
import { Facts, Text } from '../kit/Layout.tsx';
import type { Grantable } from '../kit/permission-areas.ts';
import { useSay, type Say } from '../kit/sentence.ts';
import { roleIn, type Typed } from './invite.ts';
import { promisedBy, type GroupPick, type Promised } from './invite-groups.ts';
import css from './Invite.module.css';
import { useCustomRoles } from './use-custom-roles.ts';

type SummaryProps = {
  typed: Typed;
  access: AccessDraft;
  groups: readonly GroupPick[];
  permissions: readonly Grantable[];
};

/** What everybody invited in this act will get once they accept, before it is sent. */
export function InviteSummary({ typed, access, groups, permissions }: SummaryProps) {
  const say = useSay();
  const { role, custom_role_id: customId } = roleIn(typed);
  const custom = useCustomRoles()?.find(({ id }) => id === customId);
  const promised = promisedBy(access, groups, typed.all);
  const facts = [
    { term: say('invite.role'), is: custom?.name ?? say(`kit.role.${role}`) },
    ...(permissions.length === 0 || typed.all
      ? []
      : [
          {
            term: say('roles.invite.own'),
            is: <Lines lines={permissions.map((one) => say(`kit.permission.${one}`))} />,
          },
        ]),
    ...(groups.length === 0
      ? []
      : [{ term: say('invite.groups'), is: <Lines lines={groups.map(({ label }) => label)} /> }]),
    {
      term: say('computers.access.computers'),
      is: <Lines lines={promised.map((part) => sentenceOf(say, part))} />,
    },
  ];
  return (
    <section className={css.summary} aria-label={say('invite.get')}>
      <Text small>
        <strong>{say('invite.get')}</strong>
      </Text>
      <Facts facts={facts} />
    </section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function sentenceOf(say: Say, part: Promised): string {
  if (part.by === 'nothing') return say('invite.get.none');
  if (part.by === 'all') return say('invite.get.all');
  if (part.by === 'chosen') return part.names.join(', ');
  return say(`invite.get.by.${part.opens}`, { group: part.group });
}
