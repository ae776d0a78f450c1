import { lazy, Suspense, useEffect, useState } from 'react';
import { noAccess } from '../kit/access.ts';
import { ButtonLink } from '../kit/Link.tsx';
import { useResultStep } from '../kit/navigation.ts';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { useAccount, useMay } from '../kit/session.ts';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { Skeleton } from '../kit/States.tsx';
import { tabStore } from '../kit/storage.ts';
import { keepDraft, recallDraft, withoutPowers, type Kept } from './invite-draft.ts';
import { sentOf, textLeft, type Sent } from './invite-result.ts';
import { nextGroups } from './invite-groups.ts';
import { emptyDraft, nextAccess, nextDraft, nextPermissions, rolesToGive } from './invite.ts';
import { InviteForm } from './InviteForm.tsx';

const loadInvited = async () => ({ default: (await import('./Invited.tsx')).Invited });
const Invited = lazy(loadInvited);

/** Inviting: whom, in which language, as what, and the exact mail beside it (I1, I2, I3). */
export function InvitePage() {
  const say = useSay();
  const account = useAccount();
  const mayInvite = useMay('users.manage');
  const own = useOwnGroups('users.manage');
  const params = { accountId: useAccountId() ?? '' };
  return (
    <Page
      title={say('invite.title')}
      lead={own ?? say('invite.lead')}
      actions={
        <ButtonLink to="/a/$accountId/users" params={params} look="quiet" icon="left">
          {say('invite.back')}
        </ButtonLink>
      }
    >
      {account === undefined ? <Skeleton lines={6} /> : null}
      {account === undefined || mayInvite ? null : (
        <Notice tone="warn">{say('invite.nobody', { company: account.company_name })}</Notice>
      )}
      {account !== undefined && mayInvite ? (
        <Inviting
          memberId={account.my.member_id}
          roles={rolesToGive(account.my.permissions)}
          isLimited={own !== undefined}
        />
      ) : null}
    </Page>
  );
}

type InvitingProps = { memberId: string; roles: ReturnType<typeof rolesToGive>; isLimited: boolean };

/** The form, and then what came of it, line by line; what could not be sent is in the form when one comes back to it. */
function Inviting({ memberId, roles, isLimited }: InvitingProps) {
  const { language } = useLanguage();
  const result = useResultStep();
  // What came of it is there when it is sent.
  useEffect(() => void loadInvited().catch(() => undefined), []);
  const [sent, setSent] = useState<{ outcome: Sent; next: Kept; given: Omit<Kept, 'draft'> }>();
  const [start] = useState(() => {
    const empty = { draft: emptyDraft(language), access: noAccess, groups: [], permissions: [] };
    const kept = recallDraft(tabStore(), memberId) ?? empty;
    return isLimited ? withoutPowers(kept) : kept;
  });
  if (result.shown && sent !== undefined)
    return (
      <Suspense fallback={<Skeleton lines={6} />}>
        <Invited sent={sent.outcome} given={sent.given} onAgain={result.hide} />
      </Suspense>
    );
  return (
    <InviteForm
      start={sent?.next ?? start}
      roles={roles}
      onTyped={(draft, given) => keepDraft(tabStore(), memberId, { draft, ...given })}
      onSent={(typed, reply, given) => {
        const outcome = sentOf(typed, reply);
        const left = textLeft(outcome);
        const next = {
          draft: nextDraft(typed, left),
          access: nextAccess(given.access, left),
          groups: nextGroups(given.groups, left),
          permissions: nextPermissions(given.permissions, left),
        };
        keepDraft(tabStore(), memberId, next);
        setSent({ outcome, next, given: typed.all ? { ...given, access: { ...noAccess, kind: 'all' } } : given });
        result.show();
      }}
    />
  );
}
