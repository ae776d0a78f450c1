import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useSay } from '../kit/sentence.ts';
import { profileName, type Profile } from '../kit/session.ts';

/** Offers the other profiles: what somebody misses here is often there (P3). */
export function OtherProfiles({ profiles }: { profiles: readonly Profile[] }) {
  const say = useSay();
  return (
    <Card title={say('home.others')}>
      <Stack>
        <Text dim>{say('home.others.text', { count: profiles.length })}</Text>
        <Row gap="tight">
          {profiles.map((profile) => (
            <ButtonLink key={profile.account_id} to="/a/$accountId" params={{ accountId: profile.account_id }}>
              {say('home.others.switch', { profile: profileName(say, profile) })}
            </ButtonLink>
          ))}
        </Row>
      </Stack>
    </Card>
  );
}
