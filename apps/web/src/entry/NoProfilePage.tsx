import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { PersonPlace } from '../kit/Places.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { useInstallation, useMe, type Me } from '../kit/session.ts';

/** What somebody who belongs to no account can do (P15). */
export function NoProfilePage() {
  const say = useSay();
  const me = useMe();
  const mayOpen = useInstallation()?.sign_up === true;
  return (
    <PersonPlace>
      <Page
        title={say('entry.none.title', { name: me?.name ?? '' })}
        lead={say('entry.none.lead', { email: me?.email ?? '' })}
        narrow
      >
        <Stack>
          {me === undefined ? null : <Invitations invitations={me.invitations} />}
          {me !== undefined && me.closed_accounts.length > 0 ? (
            <Card title={say('entry.none.closed')}>
              <Stack>
                <Text dim>{say('entry.none.closed.text', { count: me.closed_accounts.length })}</Text>
                <Row>
                  <ButtonLink to="/me/data">{say('entry.none.closed.go')}</ButtonLink>
                </Row>
              </Stack>
            </Card>
          ) : null}
          {mayOpen ? (
            <Card title={say('entry.none.open')}>
              <Stack>
                <Text dim>{say('entry.none.open.text')}</Text>
                <Row>
                  <ButtonLink to="/me" look="primary">
                    {say('entry.none.open')}
                  </ButtonLink>
                </Row>
              </Stack>
            </Card>
          ) : null}
          <Card title={say('entry.none.data')}>
            <Stack>
              <Text dim>{say('entry.none.data.text')}</Text>
              <Row>
                <ButtonLink to="/me">{say('kit.menu.me')}</ButtonLink>
                <ButtonLink to="/me/data">{say('entry.none.data.go')}</ButtonLink>
              </Row>
            </Stack>
          </Card>
        </Stack>
      </Page>
    </PersonPlace>
  );
}

/** Open invitations to one's addresses: accepting still needs the mailed link. */
function Invitations({ invitations }: Pick<Me, 'invitations'>) {
  const say = useSay();
  const { date } = useFormats();
  return (
    <Card title={say('entry.none.invited')}>
      <Stack>
        {invitations.length === 0 ? null : (
          <ul>
            {invitations.map(({ company_name, email, expires_at }) => (
              <li key={`${company_name} ${email}`}>
                {say('entry.none.invitation', { company: company_name, email, when: date(expires_at) })}
              </li>
            ))}
          </ul>
        )}
        <Text dim>{say('entry.none.invited.text')}</Text>
      </Stack>
    </Card>
  );
}
