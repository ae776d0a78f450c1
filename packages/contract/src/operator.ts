import * as z from 'zod';
import { languages } from '@latchkey/domain/language';
import { mailProblems } from '@latchkey/domain/mail';
import { LONGEST_NOTICE, noticeKinds, noticeStates } from '@latchkey/domain/notice';
import { operation } from './operation.ts';
import {
  companyName,
  done,
  email,
  id,
  language,
  line,
  listReply,
  moment,
  page,
  password,
  personName,
  text,
} from './shapes.ts';

/** The address of a mail server: `smtp://user:password@host:587` or `smtps://…`. */
export const smtpUrl = z
  .string()
  .max(500)
  .regex(/^smtps?:\/\/[^\s]+$/u, { message: 'smtp-url' });

const mailSettings = z.strictObject({ smtp_url: smtpUrl, mail_from: email });

const notice = {
  id,
  kind: z.enum(noticeKinds),
  /** Plain text, shown as text. */
  text: z.string(),
  starts_at: moment.nullable(),
  ends_at: moment.nullable(),
};

const link = z.string().nullable();

/** Pages of the operator, for the footer and for help; null where there is none (H1, H2). */
const links = z.strictObject({
  imprint: link,
  terms: link,
  privacy: link,
  videos: link,
  community: link,
  training: link,
  support: link,
  cases: link,
});
export type Links = z.output<typeof links>;

export const readInstallation = operation({
  id: 'operator.read-installation',
  scope: 'public',
  method: 'GET',
  path: '/installation',
  summary:
    'What anybody may know: whether it is set up, its languages and version, what the operator has to say, and whether they are signed in.',
  reply: z.strictObject({
    set_up: z.boolean(),
    languages: z.array(z.enum(languages)),
    version: z.string(),
    /** Whether the caller is signed in, so that nobody has to be refused to find out. */
    signed_in: z.boolean(),
    /** Whether people may open accounts of their own. */
    sign_up: z.boolean(),
    /** What everybody is to be told now, the gravest first (O2). */
    notices: z.array(z.strictObject(notice)),
    links,
  }),
  refusals: [],
});

export const setUp = operation({
  id: 'operator.set-up',
  scope: 'public',
  method: 'POST',
  path: '/installation/set-up',
  summary:
    'Makes the first person, who is operator and holder of the first account, with the one-time set-up code. Once in the life of an installation.',
  body: z.strictObject({
    code: line(1, 60),
    name: personName,
    email,
    password,
    company_name: companyName,
    language,
    mail: mailSettings.nullable(),
  }),
  reply: z.strictObject({ account_id: id }),
  refusals: [
    'already-set-up',
    'set-up-code-wrong',
    'set-up-code-spent',
    'password-too-short',
    'password-too-long',
    'password-too-simple',
    'password-breached',
    'mail-server-refused',
  ],
});

export const checkSetUpCode = operation({
  id: 'operator.check-set-up-code',
  scope: 'public',
  method: 'POST',
  path: '/installation/check-code',
  summary: 'Says whether a set-up code is right, so that the wizard can go on; a wrong one costs one of its ten tries.',
  body: z.strictObject({ code: line(1, 60) }),
  reply: done,
  refusals: ['already-set-up', 'set-up-code-wrong', 'set-up-code-spent'],
  unaudited: 'there is nobody yet who could act',
});

export const readMail = operation({
  id: 'operator.read-mail',
  scope: 'operator',
  method: 'GET',
  path: '/mail',
  summary: 'Where mail goes: the mail server in use (never its password) and who set it.',
  reply: z.strictObject({
    from: z.string().nullable(),
    server: z.string().nullable(),
    set_by: z.enum(['nobody', 'settings', 'screen']),
  }),
  refusals: [],
});

export const setMail = operation({
  id: 'operator.set-mail',
  scope: 'operator',
  method: 'POST',
  path: '/mail',
  summary: 'Sets the mail server after trying it; mails that waited are sent.',
  body: mailSettings,
  reply: done,
  refusals: ['mail-server-refused'],
});

const outboxRow = z.strictObject({
  id,
  kind: z.string(),
  recipient: z.string(),
  state: z.enum(['waiting', 'sent', 'bounced', 'no_mail_server']),
  /** Why it is not out. */
  problem: z.enum(mailProblems).nullable(),
  /** What the mail server said, in its own words. */
  quote: z.string().nullable(),
  made_at: moment,
});

export const listOutbox = operation({
  id: 'operator.list-outbox',
  scope: 'operator',
  method: 'GET',
  path: '/outbox',
  summary: 'The mails that are not out yet, newest first.',
  query: z.strictObject(page),
  reply: listReply(outboxRow),
  refusals: [],
});

export const viewMail = operation({
  id: 'operator.view-mail',
  scope: 'operator',
  method: 'POST',
  path: '/outbox/:mail_id/view',
  summary: 'Shows one waiting mail with its links, which let their holder in; each view is audited.',
  params: z.strictObject({ mail_id: id }),
  reply: z.strictObject({ subject: z.string(), text: z.string(), html: z.string(), recipient: z.string() }),
  refusals: ['not-found'],
});

export const postNotice = operation({
  id: 'operator.post-notice',
  scope: 'operator',
  method: 'POST',
  path: '/notices',
  summary:
    'Tells everybody, on every page and the status page, of an outage, of maintenance (announced a week ahead) or of something else (O2).',
  body: z.strictObject({
    kind: z.enum(noticeKinds),
    text: text(LONGEST_NOTICE).refine((typed) => typed !== '', { message: 'required' }),
    starts_at: moment.nullable(),
    ends_at: moment.nullable(),
  }),
  reply: z.strictObject({ notice_id: id }),
  refusals: [],
});

export const endNotice = operation({
  id: 'operator.end-notice',
  scope: 'operator',
  method: 'POST',
  path: '/notices/:notice_id/end',
  summary: 'Ends a notice before its time: nobody is shown it any more.',
  params: z.strictObject({ notice_id: id }),
  reply: done,
  refusals: ['not-found'],
});

export const listNotices = operation({
  id: 'operator.list-notices',
  scope: 'operator',
  method: 'GET',
  path: '/notices',
  summary: 'Every notice there was, newest first.',
  query: z.strictObject(page),
  reply: listReply(
    z.strictObject({
      ...notice,
      state: z.enum(noticeStates),
      made_at: moment,
      ended_at: moment.nullable(),
      posted_by: z.string(),
    }),
  ),
  refusals: [],
});
