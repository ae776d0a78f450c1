import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useSay } from './sentence.ts';
import { installToasts } from './toast.ts';

const SHOWN_MS = { good: 5000, bad: 10_000 };

/** Draws the toasts. */
export function ToastArea() {
  const say = useSay();
  useEffect(
    () =>
      installToasts(({ sentence, tone }) => {
        notifications.show({
          message: sentence,
          color: tone === 'good' ? 'pine' : 'red',
          autoClose: SHOWN_MS[tone],
          withBorder: true,
          role: tone === 'good' ? 'status' : 'alert',
          closeButtonProps: { 'aria-label': say('kit.close') },
        });
      }),
    [say],
  );
  return <Notifications position="bottom-right" limit={3} zIndex={400} />;
}
