import type { listOutbox } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import type { MailProblem } from '@latchkey/domain/mail';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { Tone } from '../kit/Badge.tsx';

/** A mail in the outbox, without its text. */
export type Waiting = Reply<typeof listOutbox>['items'][number];

const kinds: Readonly<Record<string, MessageId>> = {
  account_made: 'operator.outbox.kind.account_made',
  account_offer: 'operator.outbox.kind.account_offer',
  invitation: 'operator.outbox.kind.invitation',
  reset: 'operator.outbox.kind.reset',
  reset_made: 'operator.outbox.kind.reset_made',
  password_changed: 'operator.outbox.kind.password_changed',
  sign_in_unlocked: 'operator.outbox.kind.sign_in_unlocked',
};

/** What a mail is about, in a word. */
export function kindOf(mail: Pick<Waiting, 'kind'>): MessageId {
  return kinds[mail.kind] ?? 'operator.outbox.kind.other';
}

const tones: Record<Waiting['state'], Tone> = {
  waiting: 'info',
  sent: 'good',
  bounced: 'bad',
  no_mail_server: 'warn',
};

/** The badge of a mail's state. */
export function stateBadge({ state }: Pick<Waiting, 'state'>): { id: MessageId; tone: Tone } {
  return { id: `operator.outbox.state.${state}`, tone: tones[state] };
}

/** Why a mail is not out; nothing where nothing went wrong. */
export function problemOf({ problem, quote }: Pick<Waiting, 'problem' | 'quote'>): MailProblem | undefined {
  return problem === null ? undefined : { problem, quote };
}

/** The secret link in a mail's plain text, for handing it over by other means; nothing when the mail has none. */
export function linkIn(text: string): string | undefined {
  return /https?:\/\/\S+#[\w.-]+/.exec(text)?.[0];
}
