import { readHandover } from '@latchkey/contract/handover';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { ASK_AGAIN_MS, useAccountId, useCall } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';

/** Tells both parties of a handover how far it is (P11). It asks again by itself: the successor may be somebody who hears no news. */
export function HandoverNotice({ company }: { company: string }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const params = { accountId: useAccountId() ?? '' };
  const handover = useCall(readHandover, {}, { refetchInterval: ASK_AGAIN_MS }).data?.handover ?? null;
  if (handover === null || handover.mine === 'neither') return null;
  const names = { company, holder: handover.holder.name, successor: handover.successor.name };
  const at = handover.takes_effect_at;
  return (
    <Notice tone="warn" title={say('home.handover')}>
      <Stack gap="tight">
        <Text>
          {at === null
            ? say(`home.handover.offered.${handover.mine}`, names)
            : say(`home.handover.accepted.${handover.mine}`, { ...names, when: dateTime(at) })}
        </Text>
        <Row>
          <ButtonLink to="/a/$accountId/handover" params={params} small>
            {say('home.handover.see')}
          </ButtonLink>
        </Row>
      </Stack>
    </Notice>
  );
}
