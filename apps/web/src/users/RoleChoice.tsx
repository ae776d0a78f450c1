import type { GrantableRole } from '@latchkey/domain/role';
import { useId } from 'react';
import { useSay } from '../kit/sentence.ts';
import { useCustomRoles } from './use-custom-roles.ts';
import css from './Users.module.css';

/** A role to give; a custom one goes to who is a Member otherwise (G5). */
export type RoleToGive = { role: GrantableRole; customRole?: string | undefined };

type ChoiceProps = {
  roles: readonly GrantableRole[];
  chosen: RoleToGive;
  onChoose: (role: RoleToGive) => void;
};

/** One of the roles that somebody may give, each with what it may do. */
export function RoleChoice({ roles, chosen, onChoose }: ChoiceProps) {
  const say = useSay();
  const id = useId();
  const custom = useCustomRoles() ?? [];
  const isBuiltIn = chosen.customRole === undefined;
  return (
    <fieldset className={css.roles}>
      <legend>{say('users.role.new')}</legend>
      {roles.map((role) => (
        <RoleLine
          key={role}
          group={id}
          name={say(`kit.role.${role}`)}
          hint={say(`users.role.${role}`)}
          isChosen={isBuiltIn && role === chosen.role}
          onChoose={() => onChoose({ role })}
        />
      ))}
      {custom.map(({ id: customRole, name, hint, refused }) => (
        <RoleLine
          key={customRole}
          group={id}
          {...{ name, hint, refused }}
          isChosen={customRole === chosen.customRole}
          onChoose={() => onChoose({ role: 'member', customRole })}
        />
      ))}
    </fieldset>
  );
}

type LineProps = {
  group: string;
  name: string;
  hint: string;
  refused?: string | undefined;
  isChosen: boolean;
  onChoose: () => void;
};

function RoleLine({ group, name, hint, refused, isChosen, onChoose }: LineProps) {
  const id = useId();
  return (
    <div className={css.role} data-refused={refused !== undefined || undefined}>
      <input
        id={id}
        type="radio"
        name={group}
        checked={isChosen}
        // Not `disabled`: the keys would pass it by, and with it the reason.
        aria-disabled={refused !== undefined}
        aria-describedby={`${id}does`}
        onChange={refused === undefined ? onChoose : ignore}
      />
      <span>
        <label htmlFor={id} className={css.roleName}>
          {name}
        </label>
        <span id={`${id}does`} className={css.roleHint}>
          {refused ?? hint}
        </span>
      </span>
    </div>
  );
}

function ignore() {}
