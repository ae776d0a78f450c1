import { PasswordField, SelectField, TextField } from './Field.tsx';
import type { FormState } from './form.ts';
import css from './Form.module.css';
import { useSay } from './sentence.ts';
import { usualPort, type MailServer } from './smtp.ts';

type ServerForm = FormState<MailServer>;

/** The fields of a mail server, for the set-up and for the operator; compose them with `smtpUrlOf`. */
export function MailServerFields<V extends MailServer>({ form: given }: { form: FormState<V> }) {
  const say = useSay();
  // Every form that holds these fields holds them under these names.
  const form = given as unknown as ServerForm;
  return (
    <>
      <TextField form={form} name="host" label={say('kit.smtp.host')} hint={say('kit.smtp.host.hint')} mono />
      <div className={css.pair}>
        <SelectField
          form={form}
          name="security"
          label={say('kit.smtp.security')}
          options={[
            { value: 'starttls', label: say('kit.smtp.security.starttls') },
            { value: 'tls', label: say('kit.smtp.security.tls') },
          ]}
        />
        <TextField
          form={form}
          name="port"
          label={say('kit.smtp.port')}
          placeholder={usualPort(form.values.security)}
          inputMode="numeric"
          optional
        />
      </div>
      <TextField form={form} name="user" label={say('kit.smtp.user')} hint={say('kit.smtp.user.hint')} mono optional />
      <PasswordField form={form} name="smtp_password" label={say('kit.smtp.password')} autoComplete="off" optional />
      <TextField
        form={form}
        name="sender"
        type="email"
        label={say('kit.smtp.sender')}
        hint={say('kit.smtp.sender.hint')}
      />
    </>
  );
}
