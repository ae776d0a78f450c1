import type { GrantableRole } from '@latchkey/domain/role';
import { useEffect, useEffectEvent, useId } from 'react';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import type { FormState } from '../kit/form.ts';
import { useSay } from '../kit/sentence.ts';
import type { Typed } from './invite.ts';
import css from './Invite.module.css';
import { useCustomRoles } from './use-custom-roles.ts';

/** What all of them may do: one role the inviter may give, custom ones among them, or everything (I2). Who may give plain members only is not asked. */
export function InvitePowers({ form, roles }: { form: FormState<Typed>; roles: readonly GrantableRole[] }) {
  const say = useSay();
  const id = useId();
  const { all } = form.values;
  const custom = useCustomRoles();
  const builtIn = roles.flatMap((value) =>
    value === 'super_admin' ? [] : [{ value, label: say(`kit.role.${value}`), hint: say(`invite.role.${value}`) }],
  );
  const made = (custom ?? []).map(({ id: value, name: label, hint, refused }) => ({ value, label, hint, refused }));
  const choices: Parameters<typeof ChoiceField>[0]['options'] = [...builtIn, ...made];
  const isThere = choices.some(({ value, refused }) => value === form.values.role && refused === undefined);
  const takeTheFirst = useEffectEvent(() => form.set('role', 'member'));
  // What is gone meanwhile can't be promised any more.
  useEffect(() => {
    if (custom !== undefined && !isThere) takeTheFirst();
  }, [custom, isThere]);
  return (
    <>
      {roles.includes('super_admin') ? (
        <div className={css.tickRow}>
          <input
            id={id}
            type="checkbox"
            className={css.tickBox}
            checked={all}
            aria-describedby={`${id}hint`}
            onChange={(event) => form.set('all', event.currentTarget.checked)}
          />
          <div>
            <label htmlFor={id} className={css.tickLabel}>
              {say('invite.all')}
            </label>
            <p id={`${id}hint`} className={css.tickHint}>
              {say('invite.all.hint')}
            </p>
          </div>
        </div>
      ) : null}
      {choices.length > 1 && !all ? (
        <ChoiceField form={form} name="role" label={say('invite.role')} options={choices} />
      ) : null}
    </>
  );
}
