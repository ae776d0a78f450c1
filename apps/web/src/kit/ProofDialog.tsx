import { prove } from '@latchkey/contract/person';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { PasswordField } from './Field.tsx';
import { Form, Submit } from './Form.tsx';
import { useForm } from './form.ts';
import { Row, Text } from './Layout.tsx';
import type { WhyProof } from './proof.ts';
import { useSay } from './sentence.ts';
import { useMe } from './session.ts';

type ProofProps = { why: WhyProof; onProved: () => void; onClose: () => void };

/** Asks who is signed in for their password: for acts that need a fresh sign-in, and to enter a profile again that one was signed out of. */
export function ProofDialog({ why, onProved, onClose }: ProofProps) {
  const say = useSay();
  const me = useMe();
  const form = useForm({ operation: prove, start: { password: '' }, onDone: onProved });
  return (
    <Dialog opened title={say('kit.prove.title')} onClose={onClose}>
      <Form form={form}>
        <Text dim>{say(why === 'stale' ? 'kit.prove.text' : 'refusal.signed-out-here')}</Text>
        {/* For the password manager, which knows a password by its sign-in name. */}
        <input type="text" hidden autoComplete="username" value={me?.email ?? ''} readOnly />
        <PasswordField
          form={form}
          name="password"
          label={say('kit.prove.password')}
          autoComplete="current-password"
          first
        />
        <Row justify="end" gap="tight">
          <Button onClick={onClose}>{say('kit.cancel')}</Button>
          <Submit form={form}>{say('kit.prove.confirm')}</Submit>
        </Row>
      </Form>
    </Dialog>
  );
}
