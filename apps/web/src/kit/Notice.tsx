import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import css from './Notice.module.css';

type NoticeProps = {
  tone?: 'info' | 'good' | 'warn' | 'bad';
  title?: string;
  /** Read out as soon as it appears: for what just went wrong. */
  urgent?: boolean;
  children?: ReactNode;
};

const icons: Record<NonNullable<NoticeProps['tone']>, IconName> = {
  info: 'info',
  good: 'check',
  warn: 'warn',
  bad: 'warn',
};

/** Something the reader should know here, with its tone in colour and shape. */
export function Notice({ tone = 'info', title, urgent = false, children }: NoticeProps) {
  return (
    <div className={css.notice} data-tone={tone} role={urgent ? 'alert' : undefined}>
      <span className={css.icon}>
        <Icon name={icons[tone]} />
      </span>
      <div className={css.body}>
        {title === undefined ? null : <p className={css.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
