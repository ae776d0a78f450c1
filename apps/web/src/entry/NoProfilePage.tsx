import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { PersonPlace } from '../kit/Places.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';

/** What somebody who belongs to no account can do (P15). */
export function NoProfilePage() {
  const say = useSay();
  const me = useMe();
  return (
    <PersonPlace>
      <Page
        title={say('entry.none.title', { name: me?.name ?? '' })}
        lead={say('entry.none.lead', { email: me?.email ?? '' })}
        narrow
      >
        <Stack>
          <Card title={say('entry.none.invited')}>
            <Text dim>{say('entry.none.invited.text')}</Text>
          </Card>
          <Card title={say('entry.none.data')}>
            <Stack>
              <Text dim>{say('entry.none.data.text')}</Text>
              <Row>
                <ButtonLink to="/me">{say('kit.menu.me')}</ButtonLink>
              </Row>
            </Stack>
          </Card>
        </Stack>
      </Page>
    </PersonPlace>
  );
}
