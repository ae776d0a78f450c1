import type { Computer } from '../kit/computer.ts';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { PickList } from '../kit/PickList.tsx';
import { KeptLines, NothingDialog, RefusedDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import { ownComputerGroups } from '../kit/may.ts';
import { useMine } from '../kit/session.ts';
import { useGroupPicks, useUserPicks } from '../kit/use-picks.ts';
import { isPicking } from './acts.ts';
import { askedOf, NONE, type Question } from './question.ts';
import type { Asking } from './use-question.ts';

const nameOf = (computer: Computer) => computer.name;

type AskProps = { asking: Asking; onConfirm: (question: Question) => void };

/** What is being asked about computers, and afterwards what was left as it is. */
export function AskDialogs({ asking, onConfirm }: AskProps) {
  const say = useSay();
  const { question, left } = asking;
  return (
    <>
      {question === undefined ? null : <AskDialog {...{ question, asking }} onConfirm={() => onConfirm(question)} />}
      {left.length === 0 ? null : (
        <RefusedDialog
          what={say('computers.column.computer')}
          lines={left}
          nameOf={nameOf}
          onClose={asking.forgetLeft}
        />
      )}
    </>
  );
}

type DialogProps = { question: Question; asking: Asking; onConfirm: () => void };

/** Asks before something is done with computers: what it does, who loses or gains what, and which stay and why (P9). */
function AskDialog({ question, asking, onConfirm }: DialogProps) {
  const say = useSay();
  const { act, which, picked, forecast } = question;
  const kept = forecast?.kept ?? [];
  const told = { what: say('computers.column.computer'), lines: kept, nameOf };
  const asked = askedOf(question);
  const isNothing = 'computers' in which ? kept.length === which.computers.length : forecast?.count === 0;
  // What is picked stays in sight, so that something else can be.
  if (isNothing && !isPicking(act)) return <NothingDialog {...told} onClose={asking.close} />;
  return (
    <ConfirmDialog
      opened
      danger={act === 'remove'}
      title={say(`computers.${act}.title`, asked)}
      confirm={say(`computers.bulk.${act}`, { count: asked.count })}
      busy={question.isActing}
      awaitConsequences
      isOpenStill={(isPicking(act) && picked === undefined) || isNothing}
      consequences={forecast?.consequences}
      error={question.error}
      onConfirm={onConfirm}
      onClose={asking.close}
    >
      <Text>{say(`computers.${act}.text`)}</Text>
      {'filter' in which ? <Text>{say('computers.all.text')}</Text> : null}
      {act === 'move' ? <GroupPick picked={picked} onPick={(id) => asking.pick(question, id)} /> : null}
      {act === 'owner' ? <OwnerPick picked={picked} onPick={(id) => asking.pick(question, id)} /> : null}
      {kept.length > 0 ? <KeptLines {...told} /> : null}
    </ConfirmDialog>
  );
}

type PickProps = { picked: string | undefined; onPick: (id: string) => void };

function GroupPick({ picked, onPick }: PickProps) {
  const say = useSay();
  // Out of all groups is out of those that somebody looks after.
  const mayUngroup = ownComputerGroups(useMine(), 'computers.manage') === undefined;
  return (
    <PickList
      label={say('computers.move.group')}
      picks={useGroupPicks()}
      chosen={picked === undefined ? [] : [picked]}
      onChoose={([id = NONE]) => onPick(id)}
      {...(mayUngroup ? { first: { id: NONE, label: say('computers.group.none') } } : {})}
    />
  );
}

function OwnerPick({ picked, onPick }: PickProps) {
  const say = useSay();
  return (
    <PickList
      label={say('computers.owner.new')}
      picks={useUserPicks()}
      chosen={picked === undefined ? [] : [picked]}
      onChoose={([id = NONE]) => onPick(id)}
      first={{ id: NONE, label: say('computers.owner.none') }}
    />
  );
}
