import { Button } from '../kit/Button.tsx';
import { Card, Row, Text } from '../kit/Layout.tsx';
import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { useSignOut } from '../kit/sign-out.ts';
import { Skeleton } from '../kit/States.tsx';
import { InfoForm } from './InfoForm.tsx';
import { OpenAccount } from './OpenAccount.tsx';
import { Profiles } from './Profiles.tsx';
import { SchemeChoice } from './SchemeChoice.tsx';

/** My account: what is the person's own, in every company (P1). */
export function PersonPage() {
  const say = useSay();
  const me = useMe();
  return (
    <Page title={say('person.title')} lead={say('person.lead')} narrow>
      {me === undefined ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <InfoForm key={`${me.name} ${me.language} ${me.time_zone}`} me={me} />
          <Profiles me={me} />
          <OpenAccount />
          <SchemeChoice />
          <SignOut />
        </>
      )}
    </Page>
  );
}

function SignOut() {
  const say = useSay();
  const leave = useSignOut();
  return (
    <Card title={say('person.sign-out')}>
      <Row justify="between">
        <Text dim>{say('person.sign-out.text')}</Text>
        <Button icon="sign-out" onClick={() => void leave()}>
          {say('person.sign-out')}
        </Button>
      </Row>
    </Card>
  );
}
