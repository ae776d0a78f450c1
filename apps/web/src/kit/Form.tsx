import type { ReactNode } from 'react';
import { Button, type Look } from './Button.tsx';
import type { FormState, Values } from './form.ts';
import css from './Form.module.css';
import type { IconName } from './Icon.tsx';
import { Notice } from './Notice.tsx';
import { useErrorSentence } from './sentence.ts';

type FormProps<V extends Values> = {
  form: FormState<V>;
  label?: string;
  /** What sending does instead, for a form in several steps. */
  onSubmit?: () => void;
  children: ReactNode;
};

/** The frame of a form: says above its fields what went wrong with it as a whole. */
export function Form<V extends Values>({ form, label, onSubmit, children }: FormProps<V>) {
  const sentence = useErrorSentence();
  const { attach, error, submit } = form;
  return (
    <form
      ref={attach}
      className={css.form}
      onSubmit={
        onSubmit === undefined
          ? submit
          : (event) => {
              event.preventDefault();
              onSubmit();
            }
      }
      noValidate
      aria-label={label}
    >
      {error === undefined ? null : (
        <div ref={bringIntoSight}>
          <Notice tone="bad" urgent>
            {sentence(error)}
          </Notice>
        </div>
      )}
      {children}
    </form>
  );
}

/** The bar at the top of the window covers what is higher. */
const BAR_PX = 64;

/** A long form is sent from its end, where its beginning may be out of sight. */
function bringIntoSight(notice: HTMLElement | null): void {
  if (notice === null) return;
  const { top, bottom } = notice.getBoundingClientRect();
  if (top < BAR_PX || bottom > window.innerHeight) notice.scrollIntoView({ block: 'center' });
}

type SubmitProps<V extends Values> = {
  form: FormState<V>;
  look?: Look;
  icon?: IconName;
  wide?: boolean;
  busy?: boolean;
  children: ReactNode;
};

/** The button that sends the form, showing progress while it does. */
export function Submit<V extends Values>({ form, look = 'primary', busy = false, children, ...rest }: SubmitProps<V>) {
  return (
    <Button type="submit" look={look} busy={busy || form.isSending} {...rest}>
      {children}
    </Button>
  );
}
