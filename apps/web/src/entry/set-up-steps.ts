import type { BodyInput } from '@latchkey/contract/operation';
import type { setUp } from '@latchkey/contract/operator';
import type { Language } from '@latchkey/domain/language';
import { smtpUrlOf, type MailServer } from '../kit/smtp.ts';

/** What the wizard asks for, all of it at once so that going back loses nothing. */
export type SetUpValues = MailServer & {
  code: string;
  name: string;
  email: string;
  password: string;
  company_name: string;
  /** `now` or `later`. */
  mail: string;
};
type Field = keyof SetUpValues;

/** The steps in their order, each with the fields it asks for. */
export const steps = [
  { name: 'code', fields: ['code'] },
  { name: 'you', fields: ['name', 'email', 'password', 'company_name'] },
  { name: 'mail', fields: ['mail', 'host', 'port', 'security', 'user', 'smtp_password', 'sender'] },
  { name: 'summary', fields: [] },
] as const satisfies readonly { name: string; fields: readonly Field[] }[];
export type StepName = (typeof steps)[number]['name'];

/** Where in the body the server finds what was typed under other names. */
export const renamed: Partial<Record<string, Field>> = {
  'mail.smtp_url': 'host',
  'mail.mail_from': 'sender',
  smtp_url: 'host',
};

/** The first step that asks for one of the faulty fields; the last one when none does. */
export function stepOf(faulty: readonly string[]): StepName {
  return steps.find(({ fields }) => fields.some((field) => faulty.includes(field)))?.name ?? 'summary';
}

/** The body of the set-up; without mail settings when mail waits until later. */
export function bodyOf(values: SetUpValues, language: Language): BodyInput<typeof setUp> {
  const { code, name, email, password, company_name } = values;
  const mail = values.mail === 'now' ? { smtp_url: smtpUrlOf(values), mail_from: values.sender } : null;
  return { code, name, email, password, company_name, language, mail };
}
