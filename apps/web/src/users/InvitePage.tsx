import { useState } from 'react';
import { ButtonLink } from '../kit/Link.tsx';
import { useResultStep } from '../kit/navigation.ts';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { emptyDraft, nextDraft, rolesToGive, type Draft } from './invite.ts';
import { Invited, type InvitedUser } from './Invited.tsx';
import { InviteForm } from './InviteForm.tsx';

/** Inviting: who, in which language, as what, and the exact mail beside it (I1, I2, I3). */
export function InvitePage() {
  const say = useSay();
  const { language } = useLanguage();
  const account = useAccount();
  const params = { accountId: useAccountId() ?? '' };
  const [sent, setSent] = useState<{ users: readonly InvitedUser[]; draft: Draft }>();
  const result = useResultStep();
  const showsResult = result.shown && sent !== undefined;
  return (
    <Page
      title={say('users.invite.title')}
      lead={say('users.invite.lead')}
      actions={
        <ButtonLink to="/a/$accountId/users" params={params} look="quiet" icon="left">
          {say('users.invite.back')}
        </ButtonLink>
      }
    >
      {account === undefined ? <Skeleton lines={6} /> : null}
      {account === undefined || account.my.permissions.includes('users.manage') ? null : (
        <Notice tone="warn">{say('users.invite.nobody', { company: account.company_name })}</Notice>
      )}
      {account?.my.permissions.includes('users.manage') && !showsResult ? (
        <InviteForm
          start={sent === undefined ? emptyDraft(language) : nextDraft(sent.draft)}
          roles={rolesToGive(account.my.role)}
          onInvited={(users, draft) => {
            setSent({ users, draft });
            result.show();
          }}
        />
      ) : null}
      {showsResult ? <Invited users={sent.users} onAgain={result.hide} /> : null}
    </Page>
  );
}
