import { signOut } from '@latchkey/contract/person';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from './call.ts';
import { useErrorSentence } from './sentence.ts';
import { forgetTyped } from './storage.ts';
import { toastFailed } from './toast.ts';

/** Ends the sign-in, forgets everything that was read and typed, and goes to the sign-in page. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const failed = useErrorSentence();
  return async () => {
    try {
      await call(signOut, {});
    } catch (error) {
      toastFailed(failed(error));
      return;
    }
    client.clear();
    await navigate({ to: '/sign-in' });
    // Only now: the page that was left kept what was typed as long as it stood.
    forgetTyped();
  };
}
