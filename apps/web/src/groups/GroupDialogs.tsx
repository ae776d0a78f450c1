import {
  createUserGroup,
  deleteUserGroups,
  listUserGroups,
  moveUserGroups,
  renameUserGroup,
} from '@latchkey/contract/group';
import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Row, Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useAct, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useOwnUserGroups } from '../kit/session.ts';
import { toastDone } from '../kit/toast.ts';
import { placesFor, placesForNew, TOP, treeOf } from './tree.ts';
import { usePlaces } from './use-places.ts';
import { CHANGED } from './acts.ts';

export type Named = { id: string; name: string };

type NewProps = { below: Named | undefined; onMade?: (parentId: string | null) => void; onClose: () => void };

/** Asks for the name of a new group, and where it is to stand unless that is known (G1). */
export function NewDialog({ below, onMade, onClose }: NewProps) {
  const say = useSay();
  const { tree, isPending } = useTree();
  const own = useOwnUserGroups('groups.manage');
  const [picked, setPicked] = useState(below?.id ?? (own === undefined ? TOP : own[0]?.id));
  const picks = usePlaces(
    useMemo(() => placesForNew(tree), [tree]),
    isPending,
  );
  const parentId = picked === TOP || picked === undefined ? null : picked;
  const form = useForm({
    operation: createUserGroup,
    start: { name: '' },
    toBody: ({ name }) => ({ name, parent_id: parentId }),
    changes: ['audit'],
    onDone: () => {
      onMade?.(parentId);
      onClose();
      toastDone(say('groups.made'));
    },
  });
  const title = below === undefined ? say('groups.new.title') : say('groups.new.below', { name: below.name });
  return (
    <NameDialog {...{ form, title, onClose }} submit={say('groups.make')}>
      {below !== undefined || (!isPending && picks.options.length === 0 && picks.search === '') ? null : (
        <PickList
          label={say('groups.place')}
          picks={picks}
          chosen={picked === undefined ? [] : [picked]}
          onChoose={([id]) => setPicked(id)}
          {...(own === undefined ? { first: { id: TOP, label: say('groups.place.top') } } : {})}
        />
      )}
    </NameDialog>
  );
}

/** Gives a group another name. */
export function RenameDialog({ group, onClose }: { group: Named & { version: number }; onClose: () => void }) {
  const say = useSay();
  const form = useForm({
    operation: renameUserGroup,
    start: { name: group.name },
    toBody: ({ name }) => ({ name, version: group.version }),
    params: { group_id: group.id },
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('groups.renamed'));
    },
  });
  const title = say('groups.rename.title', { name: group.name });
  return <NameDialog {...{ form, title, onClose }} submit={say('groups.act.rename')} />;
}

type NameProps = {
  form: FormState<{ name: string }>;
  title: string;
  submit: string;
  onClose: () => void;
  children?: ReactNode;
};

function NameDialog({ form, title, submit, onClose, children }: NameProps) {
  const say = useSay();
  return (
    <Dialog opened title={title} onClose={onClose}>
      <Form form={form}>
        <TextField form={form} name="name" label={say('groups.name')} first />
        {children}
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.cancel')}</Button>
          <Submit form={form}>{submit}</Submit>
        </Row>
      </Form>
    </Dialog>
  );
}

/** Asks below which group another is to stand, and says what follows from that. */
export function MoveDialog({ group, onClose }: { group: Named; onClose: () => void }) {
  const say = useSay();
  const { tree, isPending } = useTree();
  const [picked, setPicked] = useState<string>();
  const mayTop = useOwnUserGroups('groups.manage') === undefined;
  const here = tree.byId.get(group.id);
  const picks = usePlaces(
    useMemo(() => (here === undefined ? [] : placesFor(tree, here)), [tree, here]),
    isPending,
  );
  const item = picked === undefined ? undefined : { group_id: group.id, parent_id: picked === TOP ? null : picked };
  return (
    <OneActDialog
      perform={useAct(moveUserGroups, { changes: CHANGED }).actAndWait}
      item={item}
      title={say('groups.move.title', { name: group.name })}
      confirm={say('groups.move.submit')}
      nothing={say('groups.nothing-changes')}
      done={say('groups.moved')}
      onClose={onClose}
    >
      <Text>{say('groups.move.text')}</Text>
      <PickList
        label={say('groups.place')}
        picks={picks}
        chosen={picked === undefined ? [] : [picked]}
        onChoose={([id]) => setPicked(id)}
        {...(here === undefined || here.parent_id === null || !mayTop
          ? {}
          : { first: { id: TOP, label: say('groups.place.top') } })}
      />
    </OneActDialog>
  );
}

type DeleteProps = {
  group: Named;
  /** Leaves a page that is about the group, before anything on it is read again. */
  onGone?: () => Promise<void>;
  onClose: () => void;
};

/** Asks before a group is deleted, with who loses what by it. */
export function DeleteDialog({ group, onGone, onClose }: DeleteProps) {
  const say = useSay();
  const { actAndWait } = useAct(deleteUserGroups, {
    changes: CHANGED,
    // A dry run ends here as well, and leaves nothing.
    onDone: ({ results: [line], consequences }) =>
      line !== undefined && 'result' in line && consequences === undefined ? onGone?.() : undefined,
  });
  return (
    <OneActDialog
      perform={actAndWait}
      item={{ group_id: group.id }}
      title={say('groups.delete.title', { name: group.name })}
      confirm={say('groups.delete.submit')}
      danger
      nothing={say('groups.nothing-changes')}
      done={say('groups.deleted')}
      onClose={onClose}
    >
      <Text>{say('groups.delete.text')}</Text>
    </OneActDialog>
  );
}

/** All groups as a tree, as last read. */
function useTree() {
  const { data, isPending } = useCall(listUserGroups, {});
  return { tree: useMemo(() => treeOf(data?.items ?? []), [data]), isPending };
}
