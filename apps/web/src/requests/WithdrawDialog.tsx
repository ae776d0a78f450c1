import { withdrawRequests } from '@latchkey/contract/request';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import type { OwnRequest } from '../kit/wish.ts';

/** Asks before requests of one's own are withdrawn. One that was answered meanwhile stays as it was answered. */
export function WithdrawDialog({ requests, onClose }: { requests: readonly OwnRequest[]; onClose: () => void }) {
  const say = useSay();
  const count = requests.length;
  const { act, isActing, error } = useAct(withdrawRequests, {
    changes: ['audit'],
    onDone: ({ results }) => {
      const done = results.filter((line) => 'result' in line).length;
      onClose();
      if (done > 0) toastDone(say('request.withdrawn', { count: done }));
    },
  });
  return (
    <ConfirmDialog
      opened
      title={say('request.withdraw.title', { count })}
      confirm={say('request.withdraw')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { items: requests.map(({ id }) => ({ request_id: id })) } })}
      onClose={onClose}
    >
      <Text>{say('request.withdraw.text')}</Text>
    </ConfirmDialog>
  );
}
