import type { readSettings } from '@latchkey/contract/account';
import type { Reply } from '@latchkey/contract/operation';
import { asLanguage } from '../kit/sentence.ts';

export type Settings = Reply<typeof readSettings>;
export type Setting = Settings['settings'][number];
export type SettingName = Setting['name'];

/** What the form of the settings holds: text, as it is typed; empty where a setting is not set. */
export type TypedSettings = Record<SettingName, string>;

/** What stands in the form at first. */
export function typedOf({ settings }: Settings): TypedSettings {
  return Object.fromEntries(settings.map(({ name, value }) => [name, String(value ?? '')])) as TypedSettings;
}

/** The change to send: only what differs from what was read, so that nobody's change to another setting is undone. */
export function changeOf(read: Settings, typed: TypedSettings) {
  const before = typedOf(read);
  const changed = (Object.keys(typed) as SettingName[]).filter((name) => typed[name].trim() !== before[name]);
  return {
    version: read.version,
    ...Object.fromEntries(changed.map((name) => [name, valueOf(name, typed[name].trim())])),
  };
}

const numbers: readonly SettingName[] = ['invitation_days', 'inactivity_days', 'session_idle_minutes'];
const ticks: readonly SettingName[] = ['members_may_enrol', 'lock_only_person'];

function valueOf(name: SettingName, typed: string): string | number | boolean | null {
  if (numbers.includes(name)) return Number(typed);
  if (ticks.includes(name)) return typed === 'true';
  if (name === 'language') return asLanguage(typed);
  return typed === '' && name !== 'company_name' ? null : typed;
}
