import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Row, Stack } from './Layout.tsx';
import { useSay } from './sentence.ts';
import { useAccount } from './session.ts';
import { WhyAnswer } from './WhyAnswer.tsx';
import { whoIs } from './why.ts';

type Named = { id: string; name: string };
type WhyDialogProps = { member: Named; computer: Named; onClose: () => void };

/** Says why a member reaches a computer, or why not (G7). */
export function WhyDialog({ member, computer, onClose }: WhyDialogProps) {
  const say = useSay();
  const me = useAccount()?.my.member_id;
  const facts = { who: whoIs(member.id, me), name: member.name, computer: computer.name };
  return (
    <Dialog opened title={say('computers.why.title', facts)} onClose={onClose}>
      <Stack>
        <WhyAnswer memberId={member.id} computerId={computer.id} />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
