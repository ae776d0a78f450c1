import { openCodeApproval } from '@latchkey/contract/code-approval';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { nonceIn } from '../kit/fragment.ts';
import { ButtonLink } from '../kit/Link.tsx';
import { useMailedLink } from '../kit/mailed-link.ts';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { askWho, type Me } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { overBy } from './approval.ts';
import { ApprovalOver } from './ApprovalOver.tsx';
import { Approving, type Answer } from './Approving.tsx';
import { SignInForm } from './SignInForm.tsx';

/** Where somebody who forgot an access code approves that they set a new one at the computer (C6). Opening it changes nothing. */
export function ApproveCodePage() {
  const say = useSay();
  const nonce = useMailedLink(nonceIn);
  if (nonce === undefined) return <EntryFrame title={say('approval.broken')} lead={say('approval.broken.text')} />;
  return <AskedFor key={nonce} nonce={nonce} />;
}

function AskedFor({ nonce }: { nonce: string }) {
  const say = useSay();
  const who = useQuery(askWho());
  if (who.data === undefined)
    return (
      <EntryFrame title={say('approval.loading')}>
        {who.error ? <FailedState error={who.error} onRetry={() => void who.refetch()} /> : <Skeleton />}
      </EntryFrame>
    );
  if (who.data === null)
    return (
      <EntryFrame title={say('approval.loading')} lead={say('approval.sign-in')}>
        <SignInForm submit={say('entry.sign-in.submit')} onDone={() => void who.refetch()} />
      </EntryFrame>
    );
  return <Opened nonce={nonce} me={who.data} />;
}

function Opened({ nonce, me }: { nonce: string; me: Me }) {
  const say = useSay();
  // What was answered stays in sight, though there is nothing to approve after it.
  const [answer, setAnswer] = useState<Answer>();
  const opened = useCall(openCodeApproval, { body: { nonce } }, { enabled: answer === undefined });
  if (answer !== undefined) return <Answered key="answered" answer={answer} />;
  const over = opened.error instanceof RefusedError ? overBy(opened.error.refusal) : undefined;
  if (over !== undefined) return <ApprovalOver key="over" over={over} email={me.email} />;
  if (opened.data === undefined) {
    return (
      <EntryFrame title={say('approval.loading')}>
        {opened.error ? <FailedState error={opened.error} onRetry={() => void opened.refetch()} /> : <Skeleton />}
      </EntryFrame>
    );
  }
  return (
    <Approving nonce={nonce} me={me} asked={opened.data} onAnswered={setAnswer} onOver={() => void opened.refetch()} />
  );
}

function Answered({ answer }: { answer: Answer }) {
  const say = useSay();
  const { is, computer } = answer;
  return (
    <EntryFrame title={say(`approval.${is}`, { computer })} lead={say(`approval.${is}.text`)}>
      <ButtonLink to="/" wide>
        {say('approval.home')}
      </ButtonLink>
    </EntryFrame>
  );
}
