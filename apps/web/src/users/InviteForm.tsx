import { sendInvitation } from '@latchkey/contract/invitation';
import { languageNames, languages } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole } from '@latchkey/domain/role';
import { RefusedError } from '../kit/call.ts';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { SelectField, TextAreaField, TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { inviteeOf, places, type Draft } from './invite.ts';
import type { InvitedUser } from './Invited.tsx';
import css from './Invite.module.css';
import { MailPreview } from './MailPreview.tsx';

type InviteFormProps = {
  start: Draft;
  roles: readonly GrantableRole[];
  onInvited: (users: readonly InvitedUser[], sent: Draft) => void;
};

/** One invitee, with the mail they will get beside the fields. What was typed stays whatever goes wrong. */
export function InviteForm({ start, roles, onInvited }: InviteFormProps) {
  const say = useSay();
  const form = useForm({
    operation: sendInvitation,
    start,
    toBody: (typed) => ({ items: [inviteeOf(typed)] }),
    renamed: places,
    changes: ['member', 'account'],
    onDone: ({ results }, typed) => {
      const users = results.map((line) => {
        // The refusal of the only line is told beside its fields.
        if ('refusal' in line) throw new RefusedError(line.refusal as Refusal);
        return { member_id: line.result.member_id, email: typed.email.trim() };
      });
      onInvited(users, typed);
    },
  });
  return (
    <div className={css.columns}>
      <Card title={say('users.invite.form')}>
        <Form form={form}>
          <TextField form={form} name="email" type="email" label={say('users.invite.email')} first />
          <TextField
            form={form}
            name="name"
            label={say('users.invite.name')}
            hint={say('users.invite.name.hint')}
            optional
          />
          <SelectField
            form={form}
            name="language"
            label={say('users.invite.language')}
            options={languages.map((value) => ({ value, label: languageNames[value] }))}
          />
          {roles.length > 1 ? (
            <ChoiceField
              form={form}
              name="role"
              label={say('users.invite.role')}
              options={roles.map((value) => ({
                value,
                label: say(`kit.role.${value}`),
                hint: say(`users.invite.role.${value}`),
              }))}
            />
          ) : null}
          <TextAreaField
            form={form}
            name="note"
            label={say('users.invite.note')}
            hint={say('users.invite.note.hint')}
            optional
          />
          <Submit form={form} icon="mail">
            {say('users.invite.send')}
          </Submit>
        </Form>
      </Card>
      <MailPreview typed={form.values} />
    </div>
  );
}
