import { Link } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { mailMeaning, type User } from './list.ts';

/** Says once above the list that mails wait because there is no mail server, and who can change that (I12). */
export function MailNotice({ users }: { users: readonly Pick<User, 'invitation'>[] }) {
  const say = useSay();
  const isOperator = useMe()?.is_operator ?? false;
  if (!users.some(({ invitation }) => invitation?.mail === 'no_mail_server')) return null;
  return (
    <Notice tone="warn">
      {say(mailMeaning('no_mail_server', isOperator))}{' '}
      {isOperator ? <Link to="/operator">{say('users.invited.set-mail')}</Link> : null}
    </Notice>
  );
}
