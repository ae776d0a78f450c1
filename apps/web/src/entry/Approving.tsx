import { approveCode, declineCode, type openCodeApproval } from '@latchkey/contract/code-approval';
import type { Reply } from '@latchkey/contract/operation';
import { Button } from '../kit/Button.tsx';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Facts, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useFormats, useSay } from '../kit/sentence.ts';
import type { Me } from '../kit/session.ts';
import { groupedDigits, overBy } from './approval.ts';
import css from './entry.module.css';

/** What somebody answered, and about which computer. */
export type Answer = { is: 'approved' | 'declined'; computer: string };

type ApprovingProps = {
  nonce: string;
  me: Me;
  asked: Reply<typeof openCodeApproval>;
  onAnswered: (answer: Answer) => void;
  /** Called when it turns out that there is nothing to answer any more. */
  onOver: () => void;
};

/** What a computer asks, the digits to compare, and the two answers. */
export function Approving({ nonce, me, asked, onAnswered, onOver }: ApprovingProps) {
  const say = useSay();
  const failed = useErrorSentence();
  const { dateTime } = useFormats();
  const computer = asked.computer.name;
  const approving = useAct(approveCode, { onDone: () => onAnswered({ is: 'approved', computer }) });
  const declining = useAct(declineCode, { onDone: () => onAnswered({ is: 'declined', computer }) });
  const answer = ({ actAndWait }: typeof approving | typeof declining) => {
    actAndWait({ body: { nonce } }).catch((error: unknown) => {
      if (error instanceof RefusedError && overBy(error.refusal) !== undefined) onOver();
    });
  };
  const error = approving.error ?? declining.error;
  return (
    <EntryFrame
      title={say('approval.title', { computer })}
      lead={say('approval.lead', { company: asked.company_name })}
      below={<p>{say('approval.until', { until: dateTime(asked.expires_at) })}</p>}
    >
      <Stack>
        <div>
          <p className={css.digitsLabel}>{say('approval.digits')}</p>
          <p className={css.digits}>{groupedDigits(asked.comparison)}</p>
        </div>
        <Notice tone="warn">{say('approval.compare')}</Notice>
        <Facts facts={[{ term: say('approval.who'), is: `${me.name}, ${me.email}` }]} stacked />
        <Text dim>{say(asked.is_owner ? 'approval.owner' : 'approval.own')}</Text>
        {error === null ? null : (
          <Notice tone="bad" urgent>
            {failed(error)}
          </Notice>
        )}
        <Button look="primary" wide busy={approving.isActing} onClick={() => answer(approving)}>
          {say('approval.approve')}
        </Button>
        <Button wide busy={declining.isActing} onClick={() => answer(declining)}>
          {say('approval.decline')}
        </Button>
      </Stack>
    </EntryFrame>
  );
}
