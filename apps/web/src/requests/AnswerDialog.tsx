import { answerRequests, makeRequest } from '@latchkey/contract/request';
import { useState } from 'react';
import { noAccess, type AccessDraft } from '../kit/access.ts';
import { ChosenAccess } from '../kit/AccessChoice.tsx';
import { outcomeOf, unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { TextAreaField } from '../kit/Field.tsx';
import { useForm } from '../kit/form.ts';
import { Text } from '../kit/Layout.tsx';
import { useAct } from '../kit/query.ts';
import { KeptLines, NothingDialog, RefusedDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { useForesight } from '../kit/use-foresight.ts';
import type { OpenRequest } from '../kit/wish.ts';
import { useThing } from './Parts.tsx';
import { answerable, isForAny, itemsOf, type Question } from './requests.ts';

/** What an answer changes besides the requests. */
const CHANGED = ['member', 'computer', 'account', 'audit'];

type Line = RefusedLine<OpenRequest>;
type AnswerProps = { question: Question; onClose: () => void };

/** Grants or declines requests, with what who asked gains by it first (P9); who can’t be answered any more is told after it. */
export function AnswerDialog({ question: { answer, requests: asked }, onClose }: AnswerProps) {
  const say = useSay();
  const thing = useThing();
  const nameOf = (request: OpenRequest) => `${request.member.name} · ${thing(request)}`;
  const requests = answerable({ answer, requests: asked });
  const [access, setAccess] = useState<AccessDraft>({ ...noAccess, kind: 'chosen' });
  const form = useForm({ operation: makeRequest, start: { note: '' }, onDone: onClose });
  const answering = useAnswering({ requests, answer, access });
  const { kept, left } = answering;
  const told = { what: say('request.who'), nameOf, onClose };
  if (left.length > 0) return <RefusedDialog {...told} lines={left} />;
  if (requests.length === 0) return <NothingDialog {...told} lines={[]} />;
  const [first] = requests;
  const count = requests.length;
  return (
    <ConfirmDialog
      opened
      title={say(answer === 'granted' ? 'request.grant.title' : 'request.decline.title', {
        count,
        name: first?.member.name ?? '',
      })}
      confirm={say(answer === 'granted' ? 'request.grant.submit' : 'request.decline.submit', { count })}
      busy={answering.isActing}
      awaitConsequences
      isOpenStill={!answering.isWhole}
      consequences={answering.consequences}
      nothing={say(answer === 'granted' ? 'request.grant.nothing' : 'request.decline.nothing')}
      error={answering.error}
      onConfirm={() => void answering.go(form.values.note, onClose)}
      onClose={onClose}
    >
      {count === 1 && first !== undefined ? <One request={first} /> : null}
      {requests.length < asked.length ? <Text>{say('request.one-by-one')}</Text> : null}
      {answer === 'granted' && requests.some(({ unlock }) => unlock) ? (
        <Text dim>{say('request.grant.unlock')}</Text>
      ) : null}
      {answer === 'granted' && first !== undefined && isForAny(first) ? (
        <>
          <Text>{say('request.choose', { name: first.member.name })}</Text>
          <ChosenAccess access={access} onChoose={setAccess} />
        </>
      ) : null}
      <TextAreaField
        form={form}
        name="note"
        label={say('request.answer.note')}
        hint={say('request.answer.note.hint')}
        rows={2}
        optional
      />
      {kept.length > 0 ? <KeptLines {...told} lines={kept} /> : null}
    </ConfirmDialog>
  );
}

/** What one asks for, and what they wrote. */
function One({ request }: { request: OpenRequest }) {
  const thing = useThing();
  return (
    <>
      <Text>{thing(request)}</Text>
      {request.note === '' ? null : <Text dim>{request.note}</Text>}
    </>
  );
}

/** What would follow from the answer, and giving it. */
function useAnswering({ requests, answer, access }: Question & { access: AccessDraft }) {
  const say = useSay();
  const { actAndWait, isActing } = useAct(answerRequests, { changes: CHANGED });
  const [kept, setKept] = useState<readonly Line[]>([]);
  const [left, setLeft] = useState<readonly Line[]>([]);
  const [failure, setFailure] = useState<unknown>();
  const items = itemsOf({ answer, requests }, '', access);
  const { consequences, error } = useForesight(items && JSON.stringify(items), async () => {
    const { refused, consequences: list = [] } = outcomeOf(
      requests,
      await actAndWait({ body: { items: items ?? [] }, dryRun: true }),
    );
    setKept(refused);
    return list;
  });
  const go = async (note: string, onDone: () => void) => {
    setFailure(undefined);
    try {
      const noted = itemsOf({ answer, requests }, note, access) ?? [];
      const { done, refused } = outcomeOf(requests, await actAndWait({ body: { items: noted } }));
      if (done.length > 0) toastDone(say(`request.${answer}`, { count: done.length }));
      const untold = unforeseen(refused, kept);
      if (untold.length > 0) setLeft(untold);
      else onDone();
    } catch (thrown) {
      setFailure(thrown);
    }
  };
  const isWhole = items !== undefined && kept.length < requests.length;
  return { consequences, error: failure ?? error, kept, left, isActing, isWhole, go };
}
