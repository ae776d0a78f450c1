import { grantableRoles } from '@latchkey/domain/role';
import type { AccessDraft } from '../kit/access.ts';
import { Facts, Text } from '../kit/Layout.tsx';
import { useSay, type Say } from '../kit/sentence.ts';
import type { Typed } from './invite.ts';
import { promisedBy, type GroupPick, type Promised } from './invite-groups.ts';
import css from './Invite.module.css';

type SummaryProps = { typed: Typed; access: AccessDraft; groups: readonly GroupPick[] };

/** What everybody invited in this act will get once they accept, before it is sent. */
export function InviteSummary({ typed, access, groups }: SummaryProps) {
  const say = useSay();
  const role = typed.all ? 'super_admin' : (grantableRoles.find((granted) => granted === typed.role) ?? 'member');
  const promised = promisedBy(access, groups, typed.all);
  const facts = [
    { term: say('invite.role'), is: say(`kit.role.${role}`) },
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
