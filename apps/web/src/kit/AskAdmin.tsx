import { listOwnRequests } from '@latchkey/contract/request';
import { lazy, Suspense, useState } from 'react';
import { Button } from './Button.tsx';
import { Stack, Text } from './Layout.tsx';
import { Link, OuterLink } from './Link.tsx';
import { useAccountId, useCall } from './query.ts';
import { useFormats, useSay } from './sentence.ts';
import { useAccount } from './session.ts';
import { isOpenFor, type Wish } from './wish.ts';

const AskDialog = lazy(async () => ({ default: (await import('./AskDialog.tsx')).AskDialog }));

type AskProps = {
  wish: Wish;
  /** What the computer is called, where that may be known. */
  name?: string;
  /** Says who decides, where nothing beside it does. */
  who?: boolean;
};

/** Who decides on a right that is missing, the account's contact, and the button that asks for it; or when it was asked for (G11). */
export function AskAdmin({ wish, name, who = false }: AskProps) {
  const say = useSay();
  const account = useAccount();
  const [isAsking, setAsking] = useState(false);
  const own = useCall(listOwnRequests, { query: { limit: 200 } });
  const open = own.data?.items.find((request) => isOpenFor(wish, request));
  const contact = account?.support_contact ?? null;
  if (account === undefined || own.isPending) return null;
  return (
    <Stack gap="tight">
      {who ? (
        <Text>
          {say(wish.unlock ? 'request.admin.unlock' : 'request.admin', { company: account.company_name })}{' '}
          {contact === null ? null : <OuterLink href={`mailto:${contact}`}>{contact}</OuterLink>}
        </Text>
      ) : null}
      {open === undefined ? (
        // Where the text around it is centred, so is this.
        <div>
          <Button icon="mail" onClick={() => setAsking(true)}>
            {say('request.ask')}
          </Button>
        </div>
      ) : (
        <AskedAlready at={open.made_at} />
      )}
      {isAsking ? (
        <Suspense fallback={null}>
          <AskDialog wish={wish} name={name} company={account.company_name} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </Stack>
  );
}

function AskedAlready({ at }: { at: string }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const { ago } = useFormats();
  return (
    <Text>
      {say('request.asked', { ago: ago(at) })}{' '}
      <Link to="/a/$accountId/my-requests" params={{ accountId }}>
        {say('request.own.title')}
      </Link>
    </Text>
  );
}
