import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Row, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './Tokens.module.css';

/** The account's id, to be copied: a program needs it beside its token, since every path of an account begins with it. */
export function AccountId({ id }: { id: string }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  // Where the page is not trusted by the browser there is no clipboard; a click on the id marks it whole, to be copied by hand.
  const copy = () =>
    void navigator.clipboard?.writeText(id).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Row>
      <Text dim>
        {say('tokens.account-id')} <code className={css.id}>{id}</code>
      </Text>
      <Button small look="quiet" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
        {say(isCopied ? 'kit.copy.done' : 'kit.copy')}
      </Button>
    </Row>
  );
}
