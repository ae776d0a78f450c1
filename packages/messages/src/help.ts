import type { Language } from '@latchkey/domain/language';
import { json } from './areas.ts';

/** The articles of the help in the order they are read, in groups; a group is a file in the `help` folder of each language. */
export const helpGroups = {
  start: ['first-steps', 'home', 'signing-in', 'accepting'],
  you: ['profiles', 'my-account', 'requests', 'api-tokens'],
  computers: ['computers', 'adding-computers', 'connecting', 'sessions'],
  users: ['users', 'inviting', 'user', 'user-groups', 'removing', 'roles', 'group-managers'],
  account: ['settings', 'activity', 'handover', 'closing'],
  operator: ['mail-server', 'outbox', 'notices', 'commands'],
} as const;

export type HelpGroup = keyof typeof helpGroups;
/** What an article is called in addresses and links. */
export type HelpSlug = (typeof helpGroups)[HelpGroup][number];

/** Where to read on. */
export const relatedArticles: Readonly<Record<HelpSlug, readonly HelpSlug[]>> = {
  'first-steps': ['inviting', 'roles', 'profiles'],
  home: ['profiles', 'first-steps'],
  'signing-in': ['accepting', 'my-account'],
  accepting: ['signing-in', 'profiles', 'my-account'],
  profiles: ['home', 'my-account', 'accepting'],
  'my-account': ['profiles', 'signing-in', 'api-tokens'],
  requests: ['roles', 'computers', 'user'],
  'api-tokens': ['roles', 'activity'],
  connecting: ['home', 'roles'],
  computers: ['adding-computers', 'sessions', 'user'],
  'adding-computers': ['computers', 'settings'],
  sessions: ['computers', 'settings'],
  users: ['inviting', 'removing', 'user'],
  inviting: ['users', 'accepting', 'roles'],
  user: ['roles', 'removing', 'users'],
  'user-groups': ['users', 'roles', 'computers'],
  removing: ['user', 'roles', 'closing'],
  roles: ['group-managers', 'user', 'user-groups'],
  'group-managers': ['roles', 'user-groups', 'inviting'],
  settings: ['inviting', 'closing', 'activity'],
  activity: ['user', 'api-tokens'],
  handover: ['closing', 'roles'],
  closing: ['handover', 'my-account'],
  'mail-server': ['outbox', 'commands'],
  outbox: ['mail-server', 'inviting'],
  notices: ['commands', 'mail-server'],
  commands: ['notices', 'handover', 'closing'],
};

/** An answer: paragraphs, and lists of points. `**…**` is a word of a screen, a pair of backticks holds what is typed. */
export type HelpAnswer = readonly (string | readonly string[])[];

/** What people really ask about one screen. Questions have the same names in every language, so that links to them last. */
export type HelpArticle = {
  title: string;
  lead: string;
  questions: Readonly<Record<string, { ask: string; answer: HelpAnswer }>>;
};

export type Help = Readonly<Record<HelpSlug, HelpArticle>>;

const files: Record<HelpGroup, (of: Language) => Promise<{ default: Partial<Record<HelpSlug, HelpArticle>> }>> = {
  start: (of) => import(`./${of}/help/start.json`, json),
  you: (of) => import(`./${of}/help/you.json`, json),
  computers: (of) => import(`./${of}/help/computers.json`, json),
  users: (of) => import(`./${of}/help/users.json`, json),
  account: (of) => import(`./${of}/help/account.json`, json),
  operator: (of) => import(`./${of}/help/operator.json`, json),
};

/** The whole help in one language. It is loaded when it is asked for and comes with no page. */
export async function helpOf(language: Language): Promise<Help> {
  const groups = await Promise.all(Object.values(files).map((load) => load(language)));
  return Object.assign({}, ...groups.map((group) => group.default)) as Help;
}

/** Whether a word of an address names an article. */
export function isHelpSlug(word: string): word is HelpSlug {
  return word in relatedArticles;
}

/** The names of all articles, in the order they are read. */
export function helpSlugs(): readonly HelpSlug[] {
  return Object.values(helpGroups).flat();
}
