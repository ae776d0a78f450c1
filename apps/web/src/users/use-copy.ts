import { useSay } from '../kit/sentence.ts';
import { toastDone, toastFailed } from '../kit/toast.ts';
import type { User } from './list.ts';

/** Copies the addresses of users, each on a line of its own. */
export function useCopy(): (users: readonly Pick<User, 'email'>[]) => void {
  const say = useSay();
  return (users) => {
    const [first, ...others] = users.map(({ email }) => email);
    if (first === undefined) return;
    const text = [first, ...others].join('\n');
    navigator.clipboard.writeText(text).then(
      () =>
        toastDone(
          others.length === 0
            ? say('users.copied', { email: first })
            : say('users.copied-many', { count: users.length }),
        ),
      () => toastFailed(text),
    );
  };
}
