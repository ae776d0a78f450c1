/* oxlint-disable typescript/consistent-type-imports -- so that an area is one line and not two */
import type { Language } from '@latchkey/domain/language';

/** Sentences by id, ICU message syntax. */
export type Sentences<Id extends string = string> = Readonly<Record<Id, string>>;

/** Loads an area in a language; `English` is its English file, which says what ids there are. */
export type Loader<English> = (language: Language) => Promise<{ default: Sentences<IdsIn<English>> }>;
type IdsIn<English> = Exclude<keyof English, 'default'> & string;

/** How a file of sentences is imported. */
export const json = { with: { type: 'json' } } as const;

/** The areas of sentences on screens: a line here and a file in the folder of each language make one. A screen is loaded with its areas. */
export const areas = {
  activity: ((of) => import(`./${of}/activity.json`, json)) as Loader<typeof import('./en/activity.json')>,
  approval: ((of) => import(`./${of}/approval.json`, json)) as Loader<typeof import('./en/approval.json')>,
  batch: ((of) => import(`./${of}/batch.json`, json)) as Loader<typeof import('./en/batch.json')>,
  computers: ((of) => import(`./${of}/computers.json`, json)) as Loader<typeof import('./en/computers.json')>,
  consequence: ((of) => import(`./${of}/consequence.json`, json)) as Loader<typeof import('./en/consequence.json')>,
  entry: ((of) => import(`./${of}/entry.json`, json)) as Loader<typeof import('./en/entry.json')>,
  groups: ((of) => import(`./${of}/groups.json`, json)) as Loader<typeof import('./en/groups.json')>,
  help: ((of) => import(`./${of}/help.json`, json)) as Loader<typeof import('./en/help.json')>,
  home: ((of) => import(`./${of}/home.json`, json)) as Loader<typeof import('./en/home.json')>,
  invite: ((of) => import(`./${of}/invite.json`, json)) as Loader<typeof import('./en/invite.json')>,
  kit: ((of) => import(`./${of}/kit.json`, json)) as Loader<typeof import('./en/kit.json')>,
  operator: ((of) => import(`./${of}/operator.json`, json)) as Loader<typeof import('./en/operator.json')>,
  palette: ((of) => import(`./${of}/palette.json`, json)) as Loader<typeof import('./en/palette.json')>,
  person: ((of) => import(`./${of}/person.json`, json)) as Loader<typeof import('./en/person.json')>,
  refusal: ((of) => import(`./${of}/refusal.json`, json)) as Loader<typeof import('./en/refusal.json')>,
  request: ((of) => import(`./${of}/request.json`, json)) as Loader<typeof import('./en/request.json')>,
  roles: ((of) => import(`./${of}/roles.json`, json)) as Loader<typeof import('./en/roles.json')>,
  sessions: ((of) => import(`./${of}/sessions.json`, json)) as Loader<typeof import('./en/sessions.json')>,
  settings: ((of) => import(`./${of}/settings.json`, json)) as Loader<typeof import('./en/settings.json')>,
  tokens: ((of) => import(`./${of}/tokens.json`, json)) as Loader<typeof import('./en/tokens.json')>,
  users: ((of) => import(`./${of}/users.json`, json)) as Loader<typeof import('./en/users.json')>,
  viewer: ((of) => import(`./${of}/viewer.json`, json)) as Loader<typeof import('./en/viewer.json')>,
};

export type Area = keyof typeof areas;
