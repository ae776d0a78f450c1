import type { GrantableRole } from '@latchkey/domain/role';
import { useId } from 'react';
import { useSay } from '../kit/sentence.ts';
import css from './Users.module.css';

type ChoiceProps = {
  roles: readonly GrantableRole[];
  chosen: GrantableRole;
  onChoose: (role: GrantableRole) => void;
};

/** One of the roles that somebody may give, each with what it may do. */
export function RoleChoice({ roles, chosen, onChoose }: ChoiceProps) {
  const say = useSay();
  const id = useId();
  return (
    <fieldset className={css.roles}>
      <legend>{say('users.role.new')}</legend>
      {roles.map((role) => (
        <div key={role} className={css.role}>
          <input
            id={`${id}${role}-is`}
            type="radio"
            name={id}
            checked={role === chosen}
            aria-describedby={`${id}${role}`}
            onChange={() => onChoose(role)}
          />
          <span>
            <label htmlFor={`${id}${role}-is`} className={css.roleName}>
              {say(`kit.role.${role}`)}
            </label>
            <span id={`${id}${role}`} className={css.roleHint}>
              {say(`users.role.${role}`)}
            </span>
          </span>
        </div>
      ))}
    </fieldset>
  );
}
