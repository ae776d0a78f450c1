import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { Button } from './Button.tsx';
import { Row } from './Layout.tsx';
import { useSay } from './sentence.ts';
import { installToasts } from './toast.ts';

const SHOWN_MS = { good: 5000, bad: 10_000 };
/** Time enough to notice that it was the wrong one. */
const SHOWN_WITH_WAY_BACK_MS = 12_000;

/** Draws the toasts. */
export function ToastArea() {
  const say = useSay();
  useEffect(
    () =>
      installToasts(({ sentence, tone, back }) => {
        const id = crypto.randomUUID();
        const goBack = () => {
          notifications.hide(id);
          back?.act();
        };
        notifications.show({
          id,
          message:
            back === undefined ? (
              sentence
            ) : (
              <Row gap="tight" justify="between">
                {sentence}
                <Button small onClick={goBack}>
                  {back.label}
                </Button>
              </Row>
            ),
          color: tone === 'good' ? 'pine' : 'red',
          autoClose: back === undefined ? SHOWN_MS[tone] : SHOWN_WITH_WAY_BACK_MS,
          withBorder: true,
          role: tone === 'good' ? 'status' : 'alert',
          closeButtonProps: { 'aria-label': say('kit.close') },
        });
      }),
    [say],
  );
  return <Notifications position="bottom-right" limit={3} zIndex={400} />;
}
