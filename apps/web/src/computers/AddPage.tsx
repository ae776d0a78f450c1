import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { useMayAdd } from '../kit/use-may-add.ts';
import { AddForm, type Made } from './AddForm.tsx';
import { purposesFor } from './code-draft.ts';

const loadResult = async () => ({ default: (await import('./AddResult.tsx')).AddResult });
const AddResult = lazy(loadResult);
const OpenCodes = lazy(async () => ({ default: (await import('./OpenCodes.tsx')).OpenCodes }));

/** Adding computers (C1): what code, then the code itself with the lines to paste, and the codes that are open. */
export function AddPage() {
  const say = useSay();
  const account = useAccount();
  const mayAdd = useMayAdd();
  const own = useOwnGroups('computers.enrol');
  const params = { accountId: useAccountId() ?? '' };
  const replaced = useSearch({ strict: false, select: (search: { replace?: string }) => search.replace });
  const [made, setMade] = useState<Made>();
  // Where the code is shown is there before there is one.
  useEffect(() => void loadResult().catch(() => undefined), []);
  return (
    <Page
      title={say('computers.add')}
      lead={own ?? say('computers.add.lead')}
      actions={
        <ButtonLink to="/a/$accountId/computers" params={params} look="quiet" icon="left">
          {say('computers.back')}
        </ButtonLink>
      }
      narrow
    >
      {account === undefined ? <Skeleton lines={6} /> : null}
      {account === undefined || mayAdd ? null : (
        <Text>{say('computers.add.nobody', { company: account.company_name })}</Text>
      )}
      {account !== undefined && mayAdd ? (
        <Stack gap="wide">
          {made === undefined ? (
            <AddForm purposes={purposesFor(account.my)} replaced={replaced} onMade={setMade} />
          ) : (
            <Suspense fallback={<Skeleton lines={6} />}>
              <AddResult made={made} onAgain={() => setMade(undefined)} />
            </Suspense>
          )}
          <Suspense>
            <OpenCodes />
          </Suspense>
        </Stack>
      ) : null}
    </Page>
  );
}
