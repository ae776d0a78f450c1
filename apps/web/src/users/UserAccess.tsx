import { readAccess, setAccess } from '@latchkey/contract/computer-access';
import { lazy, Suspense, useState } from 'react';
import { draftOf } from '../kit/access.ts';
import { Button } from '../kit/Button.tsx';
import { Card } from '../kit/Layout.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMayCall } from '../kit/session.ts';
import { useFurther } from '../kit/use-further.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { mayGive, type Viewer } from './acts.ts';
import type { User } from './list.ts';
import { UserReach } from './UserReach.tsx';

const UserAccessDialog = lazy(async () => ({ default: (await import('./UserAccessDialog.tsx')).UserAccessDialog }));

/** Which computers a user reaches, and by what; who gives access changes it here (G4). */
export function UserAccess({ user, viewer }: { user: User; viewer: Viewer }) {
  const say = useSay();
  const { data, error, refetch } = useCall(readAccess, { params: { member_id: user.id } });
  const maySet = useMayCall(setAccess);
  const { ifFurther } = useFurther();
  const [isChanging, setChanging] = useState(false);
  return (
    <Card
      title={say('computers.access.title')}
      actions={
        data !== undefined && maySet && mayGive(viewer, user) ? (
          <Button small refused={ifFurther('access.grant', user)} onClick={() => setChanging(true)}>
            {say('computers.access.change')}
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton lines={3} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <UserReach user={user} access={data} />
      )}
      {isChanging && data !== undefined ? (
        <Suspense fallback={null}>
          <UserAccessDialog
            user={user}
            start={{ ...draftOf(data), onlyOwn: data.only_own }}
            onClose={() => setChanging(false)}
          />
        </Suspense>
      ) : null}
    </Card>
  );
}
