import { edit } from '@latchkey/contract/person';
import { languageNames, languages } from '@latchkey/domain/language';
import { SelectField, TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Facts, Row } from '../kit/Layout.tsx';
import { asLanguage, useLanguage, useSay } from '../kit/sentence.ts';
import type { Me } from '../kit/session.ts';
import { toastDone } from '../kit/toast.ts';

/** Name and language; both follow the person into every profile. */
export function InfoForm({ me }: { me: Me }) {
  const say = useSay();
  const { speak } = useLanguage();
  const form = useForm({
    operation: edit,
    start: { name: me.name, language: me.language, time_zone: me.time_zone ?? '' },
    toBody: (typed) => ({
      name: typed.name,
      language: asLanguage(typed.language),
      time_zone: typed.time_zone === '' ? null : typed.time_zone,
    }),
    // A name stands in the lists of the accounts, too.
    changes: ['member'],
    onDone: async (_, { language }) => {
      await speak(asLanguage(language));
      toastDone(say('person.saved'));
    },
  });
  return (
    <Card title={say('person.info')}>
      <Form form={form}>
        <Facts stacked facts={[{ term: say('person.email'), is: me.email }]} />
        <TextField form={form} name="name" label={say('person.name')} autoComplete="name" />
        <SelectField
          form={form}
          name="language"
          label={say('person.language')}
          hint={say('person.language.hint')}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
        />
        <SelectField
          form={form}
          name="time_zone"
          label={say('person.time-zone')}
          hint={say('person.time-zone.hint')}
          options={zones(say('person.time-zone.own'))}
        />
        <Row>
          <Submit form={form}>{say('person.save')}</Submit>
        </Row>
      </Form>
    </Card>
  );
}

/** Every time zone this browser knows, its own first. */
function zones(own: string): { value: string; label: string }[] {
  const names = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return [{ value: '', label: own }, ...names];
}
