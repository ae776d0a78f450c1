import { Card, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { EmptyState } from '../kit/States.tsx';

/** The home of a plain member: what will stand here, and who decides. */
export function MemberHome({ company }: { company: string }) {
  const say = useSay();
  return (
    <Card title={say('home.member.title')}>
      <EmptyState icon="auto" title={say('home.member.empty')}>
        <Text>{say('home.member.text', { company })}</Text>
      </EmptyState>
    </Card>
  );
}
