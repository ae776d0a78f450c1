import { editAccount } from '@latchkey/contract/account';
import { languageNames, languages } from '@latchkey/domain/language';
import { inactivityDays } from '@latchkey/domain/member';
import { SelectField, TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Card, Row, Stack } from '../kit/Layout.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { changeOf, typedOf, type SettingName, type Settings, type TypedSettings } from './settings.ts';
import css from './Settings.module.css';

type PartProps = { form: FormState<TypedSettings>; read: Settings };

/** The settings as one form; what is saved is what was changed. */
export function SettingsForm({ read }: { read: Settings }) {
  const say = useSay();
  const form = useForm<typeof editAccount, TypedSettings>({
    operation: editAccount,
    start: typedOf(read),
    toBody: (typed) => changeOf(read, typed),
    // A company name stands in the profiles, too.
    changes: ['account', 'person', 'member', 'computer'],
    onDone: () => toastDone(say('settings.saved')),
  });
  return (
    <Form form={form}>
      <Stack gap="wide">
        <Company {...{ form, read }} />
        <People {...{ form, read }} />
        <Computers {...{ form, read }} />
        <Mail {...{ form, read }} />
        <Row>
          <Submit form={form}>{say('settings.save')}</Submit>
        </Row>
      </Stack>
    </Form>
  );
}

function Company({ form, read }: PartProps) {
  const say = useSay();
  const options = languages.map((value) => ({ value, label: languageNames[value] }));
  return (
    <Card title={say('settings.company')}>
      <Stack>
        <div>
          <TextField form={form} name="company_name" {...words(say, 'company_name')} />
          <Provenance read={read} of="company_name" />
        </div>
        <div>
          <SelectField form={form} name="language" {...words(say, 'language')} options={options} />
          <Provenance read={read} of="language" />
        </div>
      </Stack>
    </Card>
  );
}

function People({ form, read }: PartProps) {
  const say = useSay();
  const options = inactivityDays.map((days) => ({ value: String(days), label: say('settings.days', { days }) }));
  return (
    <Card title={say('settings.people')}>
      <Stack>
        <div>
          <TextField form={form} name="invitation_days" inputMode="numeric" {...words(say, 'invitation_days')} />
          <Provenance read={read} of="invitation_days" />
        </div>
        <div>
          <SelectField form={form} name="inactivity_days" {...words(say, 'inactivity_days')} options={options} />
          <Provenance read={read} of="inactivity_days" />
        </div>
      </Stack>
    </Card>
  );
}

/** Who adds computers (C1), when a session ends by itself (C11), and whom a lock keeps out (S5). */
function Computers({ form, read }: PartProps) {
  const say = useSay();
  const options = (['false', 'true'] as const).map((value) => ({
    value,
    label: say(value === 'true' ? 'settings.yes' : 'settings.no'),
  }));
  return (
    <Card title={say('settings.computers')}>
      <Stack>
        <div>
          <SelectField form={form} name="members_may_enrol" {...words(say, 'members_may_enrol')} options={options} />
          <Provenance read={read} of="members_may_enrol" />
        </div>
        <div>
          <TextField
            form={form}
            name="session_idle_minutes"
            inputMode="numeric"
            {...words(say, 'session_idle_minutes')}
          />
          <Provenance read={read} of="session_idle_minutes" />
        </div>
        <div>
          <SelectField form={form} name="lock_only_person" {...words(say, 'lock_only_person')} options={options} />
          <Provenance read={read} of="lock_only_person" />
        </div>
      </Stack>
    </Card>
  );
}

function Mail({ form, read }: PartProps) {
  const say = useSay();
  return (
    <Card title={say('settings.mail')}>
      <Stack>
        <div>
          <TextField form={form} name="sender_name" optional {...words(say, 'sender_name')} />
          <Provenance read={read} of="sender_name" />
        </div>
        <div>
          <TextField form={form} name="reply_to" type="email" optional {...words(say, 'reply_to')} />
          <Provenance read={read} of="reply_to" />
        </div>
        <div>
          <TextField form={form} name="support_contact" type="email" optional {...words(say, 'support_contact')} />
          <Provenance read={read} of="support_contact" />
        </div>
      </Stack>
    </Card>
  );
}

function words(say: ReturnType<typeof useSay>, name: SettingName) {
  return { label: say(`settings.${name}`), hint: say(`settings.${name}.hint`) };
}

function valueSaid(say: ReturnType<typeof useSay>, value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return say(value ? 'settings.yes' : 'settings.no');
}

/** The default of a setting, and who changed it last. */
function Provenance({ read, of }: { read: Settings; of: SettingName }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  const setting = read.settings.find(({ name }) => name === of);
  if (setting === undefined) return null;
  const { fallback, changed_at: at, changed_by: who } = setting;
  const parts = [
    ...(fallback === null ? [] : [say('settings.default', { value: valueSaid(say, fallback) })]),
    ...(at === null
      ? []
      : [
          who === null
            ? say('settings.changed-by-deleted', { when: ago(at) })
            : say('settings.changed', { when: ago(at), who }),
        ]),
  ];
  if (parts.length === 0) return null;
  return (
    <p className={css.provenance} title={at === null ? undefined : dateTime(at)}>
      {parts.join(' ')}
    </p>
  );
}
