import { notifications } from '@mantine/notifications';

/** Says shortly that something worked; goes away by itself. Never for errors that need an answer: those stay where they happened. */
export function toastDone(sentence: string): void {
  notifications.show({ message: sentence, color: 'pine', autoClose: 5000, withBorder: true });
}

/** Says that something in the background did not work. */
export function toastFailed(sentence: string): void {
  notifications.show({ message: sentence, color: 'red', autoClose: 10_000, withBorder: true });
}
