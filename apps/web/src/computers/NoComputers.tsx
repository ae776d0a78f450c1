import { Ask } from '../kit/Ask.tsx';
import { Text } from '../kit/Layout.tsx';
import { ButtonLink, OuterLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { EmptyState } from '../kit/States.tsx';
import { useMayAdd } from '../kit/use-may-add.ts';

/** Computers at all. */
const noWish = {};

/** What stands where no computer does: how to add one, whom to ask, or that the search and the filters leave none. */
export function NoComputers({ isNarrowed }: { isNarrowed: boolean }) {
  const say = useSay();
  const account = useAccount();
  const mayAdd = useMayAdd();
  const params = { accountId: useAccountId() ?? '' };
  if (isNarrowed) {
    return (
      <EmptyState icon="computer" title={say('computers.empty-filter.title')}>
        <ButtonLink to="/a/$accountId/computers" params={params} search={{}} replace>
          {say('computers.empty-filter.all')}
        </ButtonLink>
      </EmptyState>
    );
  }
  if (mayAdd) {
    return (
      <EmptyState icon="computer" title={say('computers.empty.title')}>
        <Text>{say('computers.empty.text')}</Text>
        <ButtonLink to="/a/$accountId/computers/add" params={params} icon="plus">
          {say('computers.add')}
        </ButtonLink>
      </EmptyState>
    );
  }
  const contact = account?.support_contact ?? null;
  return (
    <EmptyState icon="computer" title={say('computers.ask.title')}>
      <Text>{say('computers.ask.text', { company: account?.company_name ?? '' })}</Text>
      {contact === null ? null : <OuterLink href={`mailto:${contact}`}>{contact}</OuterLink>}
      <Ask wish={noWish} />
    </EmptyState>
  );
}
