import { setGroupAccess } from '@latchkey/contract/group';
import { useState } from 'react';
import { givenIn, type AccessDraft } from '../kit/access.ts';
import { AccessChoice } from '../kit/AccessChoice.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import type { GroupRead } from './GroupPage.tsx';
import { CHANGED } from './acts.ts';

function startOf({ kind, groups, computers }: GroupRead): AccessDraft {
  const picks = (named: GroupRead['groups']) => named.map(({ id, name }) => ({ id, label: name }));
  return { kind, groups: picks(groups), computers: picks(computers) };
}

/** Changes what a group opens by itself, with who gains or loses access by it first (G4, P9). */
export function AccessDialog({ group, onClose }: { group: GroupRead; onClose: () => void }) {
  const say = useSay();
  const [draft, setDraft] = useState(() => startOf(group));
  return (
    <OneActDialog
      perform={useAct(setGroupAccess, { changes: CHANGED }).actAndWait}
      item={{ group_id: group.id, ...givenIn(draft) }}
      title={say('computers.access.change.title', { name: group.name })}
      confirm={say('computers.access.change.submit')}
      nothing={say('groups.nothing-changes')}
      done={say('computers.access.changed')}
      onClose={onClose}
    >
      <AccessChoice access={draft} onChoose={setDraft} noneHint={say('groups.access.none.hint')} />
    </OneActDialog>
  );
}
