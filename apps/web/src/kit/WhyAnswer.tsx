import { whyReach } from '@latchkey/contract/why';
import { useQuery } from '@tanstack/react-query';
import { Ask } from './Ask.tsx';
import { Notice } from './Notice.tsx';
import { ASK_AGAIN_MS, askOf, useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { useAccount } from './session.ts';
import { FailedState, Skeleton } from './States.tsx';
import { groupsOf, isToGive, wayFacts, wayId, whoIs, type Why } from './why.ts';
import css from './WhyAnswer.module.css';
import { GroupLinks, Part, WhyGivers } from './WhyParts.tsx';

type AnswerProps = { memberId: string; computerId: string };

/** Why a member reaches a computer: every way as a sentence, or what is missing and who could give it (G7). */
export function WhyAnswer({ memberId, computerId }: AnswerProps) {
  const accountId = useAccountId() ?? '';
  const params = { member_id: memberId, computer_id: computerId };
  // What is asked because something was changed is never answered from memory.
  const { data, error, refetch } = useQuery({
    ...askOf(whyReach, { accountId, params }),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ASK_AGAIN_MS,
  });
  return (
    <div className={css.answer} aria-live="polite" aria-busy={data === undefined && error === null}>
      {data !== undefined ? (
        <Answer why={data} />
      ) : error === null ? (
        <Skeleton lines={3} />
      ) : (
        <FailedState error={error} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

function Answer({ why }: { why: Why }) {
  const say = useSay();
  const me = useAccount()?.my.member_id;
  const { member, computer, reaches, missing, ways, switched_off: off } = why;
  const facts = { who: whoIs(member.id, me), name: member.name, computer: computer.name };
  return (
    <>
      <Notice tone={reaches ? 'good' : 'warn'}>
        <p>{say(reaches ? 'computers.why.yes' : 'computers.why.no', facts)}</p>
      </Notice>
      <Part title={say('computers.why.ways')} lines={ways.map((way) => wayLine(why, way, me))} />
      <Part
        title={say('computers.why.missing')}
        lines={missing.map((part) => ({ key: part, line: say(`computers.why.missing.${part}`, facts) }))}
      />
      {reaches && off.length > 0 ? <p>{say('computers.why.missing.only-own', facts)}</p> : null}
      <Part title={say('computers.why.off')} lines={off.map((way) => wayLine(why, way, me))} isOff />
      {isToGive(why) ? <WhyGivers title={say('computers.why.give')} why={why} me={me} /> : null}
      {isToGive(why) && member.id === me ? <Ask wish={{ computer_id: computer.id }} name={computer.name} /> : null}
    </>
  );
}

function wayLine(why: Why, way: Why['ways'][number], me: string | undefined) {
  const ids = [way.kind, way.group, way.by, way.through].map((part) => (typeof part === 'string' ? part : part?.id));
  return { key: ids.join(' '), line: <WaySentence {...{ why, way, me }} /> };
}

type WayProps = { why: Why; way: Why['ways'][number]; me: string | undefined };

/** A way as a sentence, with the user groups it leads through to go to for who may see them. */
function WaySentence({ why, way, me }: WayProps) {
  const say = useSay();
  const groups = why.could_give === null ? [] : groupsOf(way);
  return (
    <>
      {say(wayId(way), wayFacts(way, why, me))}
      <GroupLinks groups={groups} />
    </>
  );
}
