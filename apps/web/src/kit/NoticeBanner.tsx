import { useQuery } from '@tanstack/react-query';
import { IconButton } from './Button.tsx';
import { fold, useFolded } from './folded-notices.ts';
import { Icon } from './Icon.tsx';
import css from './NoticeBanner.module.css';
import { noticeIcons, timesOf, unfolded, type Posted } from './notices.ts';
import { useFormats, useSay } from './sentence.ts';
import { askInstallation } from './session.ts';

const ASK_EVERY_MS = 60_000;

/** What the operator tells everybody (O2): asked for every minute and when somebody comes back to the tab. */
export function NoticeBanner() {
  const { data } = useQuery({ ...askInstallation(), refetchInterval: ASK_EVERY_MS });
  const folded = useFolded();
  const notices = data?.notices ?? [];
  return (
    <div role="status">
      {unfolded(notices, folded).map((notice) => (
        <NoticeStrip key={notice.id} notice={notice} onFold={() => fold(notice.id, notices)} />
      ))}
    </div>
  );
}

type StripProps = { notice: Omit<Posted, 'id'>; onFold?: () => void };

/** One notice as everybody sees it, times in the zone and language of the reader. */
export function NoticeStrip({ notice, onFold }: StripProps) {
  const say = useSay();
  return (
    <div className={css.strip} data-kind={notice.kind}>
      <span className={css.icon}>
        <Icon name={noticeIcons[notice.kind]} />
      </span>
      <p className={css.words}>
        <strong>{say(`kit.notice.${notice.kind}`)}</strong> <NoticeTimes notice={notice} />
        <span className={css.text}>{notice.text}</span>
      </p>
      {onFold === undefined ? null : <IconButton icon="close" label={say('kit.notice.fold')} onClick={onFold} />}
    </div>
  );
}

/** When a notice holds, after what it is; nothing where no time was given. */
export function NoticeTimes({ notice }: { notice: Pick<Posted, 'starts_at' | 'ends_at'> }) {
  const say = useSay();
  const { zoned, span } = useFormats();
  const times = timesOf(notice);
  if (times === undefined) return null;
  return (
    <span className={css.times}>
      {times.of === 'span' ? span(times.from, times.to) : null}
      {times.of === 'start' ? say('kit.notice.start', { from: zoned(times.from) }) : null}
      {times.of === 'end' ? say('kit.notice.end', { to: zoned(times.to) }) : null}
    </span>
  );
}
