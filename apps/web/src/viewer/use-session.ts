import { isClipboard } from '@latchkey/wire/control';
import { useEffect, useMemo, useReducer, useState } from 'react';
import type { Begun, Wanted } from './begin.ts';
import { bringHere, bringNothing, putHere, takeHere } from './clipboard.ts';
import type { createDesktop as Create, Desktop } from './desktop.ts';
import type { Wishes } from './desktop-wishes.ts';
import { NO_SESSION, stepSession, type SessionEvent } from './session-state.ts';
import type { ViewingEvents } from './viewing.ts';

type Held = {
  session: Begun | undefined;
  desktop: Desktop | undefined;
  /** Whether the person wants to control, also while nothing can be said to the computer. */
  wantsControl: boolean;
  wishes: Wishes;
  /** Counts the sessions that were let go of: what was begun before is not wanted any more. */
  turn: number;
  /** Whether it was they who ended the session. */
  hasEnded: boolean;
};

/** The session of this page: what it shows, and what the person does in it. It ends when the page is left. */
export function useSession() {
  const [state, step] = useReducer(stepSession, NO_SESSION);
  const [held] = useState<Held>(() => ({
    session: undefined,
    desktop: undefined,
    wantsControl: true,
    wishes: NO_SESSION.wishes,
    turn: 0,
    hasEnded: false,
  }));
  const acts = useMemo(() => actsOn(held, step), [held]);
  useEffect(() => {
    const leave = (): void => letGo(held, (session) => session.leave());
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [held]);
  const { wishes } = state;
  useEffect(() => keep(held, wishes), [held, wishes]);
  return { state, held, acts };
}

export type Session = ReturnType<typeof useSession>;

type Step = (event: SessionEvent) => void;

/** What only a session needs, noVNC above all, comes when somebody is about to connect. */
function load() {
  return Promise.all([import('./desktop.ts'), import('./begin.ts')]);
}

/** Begins to load it while a code is being typed. Should that fail, connecting tries again and says so. */
function warmUp(): void {
  Promise.all([import('./crypto.ts'), load()]).then(
    ([{ warmUpCrypto }]) => warmUpCrypto(),
    () => {},
  );
}

function desktopFor(createDesktop: typeof Create, held: Held, step: Step): Desktop {
  held.desktop = createDesktop({
    sent: (screen, bytes) => held.session?.take({ is: 'screen', socket: screen, bytes }),
    failed: () => held.session?.take({ is: 'over', reason: 'fault' }),
    shown() {
      step({ is: 'shown' });
      held.desktop?.focus();
    },
  });
  held.desktop.wish(held.wishes);
  return held.desktop;
}

function eventsFor(held: Held, desktop: Desktop, step: Step): Omit<ViewingEvents, 'pin'> {
  return {
    progress: (at) => step({ is: 'progress', step: at }),
    opened(screen, opened) {
      step({ is: 'opened', opened });
      desktop.open(screen);
      // What was chosen while the network was lost was said to nobody.
      if (opened.epoch > 0) held.session?.take({ is: 'mode', control: held.wantsControl });
    },
    screen: desktop.receive,
    lost() {
      desktop.lose();
      step({ is: 'lost' });
    },
    clipboard(text) {
      step({ is: 'clipboard', text });
      void bringHere(text).then((isTaken) => isTaken && step({ is: 'taken', text }));
    },
    people: (people) => step({ is: 'people', people }),
    rights: (rights) => step({ is: 'rights', rights }),
    latency: (ms) => step({ is: 'latency', ms }),
    idle: (ms) => step({ is: 'idle', end: ms === undefined ? undefined : performance.now() + ms }),
    codeSet: () => step({ is: 'own', own: 'done' }),
    codeRefused: () => step({ is: 'own', own: 'refused' }),
    ended(over) {
      step({ is: 'ended', end: over.reason === 'ended' && held.hasEnded ? { reason: 'mine' } : over });
      letGo(held, (session) => session.close());
    },
  };
}

function letGo(held: Held, how: (session: Begun) => void): void {
  const { session, desktop } = held;
  held.session = undefined;
  held.desktop = undefined;
  bringNothing();
  held.turn++;
  desktop?.close();
  if (session) how(session);
}

/** Whoever makes a desktop later wants it so, too. */
function keep(held: Held, wishes: Wishes): void {
  held.wishes = wishes;
  held.desktop?.wish(wishes);
}

async function begin(held: Held, step: Step, wanted: Wanted): Promise<void> {
  step({ is: 'begun', control: wanted.control });
  held.wantsControl = wanted.control;
  held.hasEnded = false;
  const { turn } = held;
  try {
    const [{ createDesktop }, { beginSession }] = await load();
    if (held.turn !== turn) return;
    const desktop = desktopFor(createDesktop, held, step);
    const session = await beginSession(wanted, eventsFor(held, desktop, step));
    // The page was left meanwhile.
    if (held.turn === turn) held.session = session;
    else session.leave();
  } catch (error) {
    step({ is: 'failed' });
    throw error;
  }
}

function end(held: Held): void {
  held.hasEnded = true;
  held.session?.take({ is: 'end' });
}

/** What the person does in a session. */
function actsOn(held: Held, step: Step) {
  const give = (text: string): boolean => {
    if (!isClipboard(text)) return false;
    held.session?.take({ is: 'clipboard', text });
    return true;
  };
  return {
    /** Asks for a session; throws what calls throw, and the form is back. */
    begin: (wanted: Wanted): Promise<void> => begin(held, step, wanted),
    end: (): void => end(held),
    /** Somebody begins to type a code. */
    warmUp,
    again: (): void => step({ is: 'again' }),
    /** Puts a text into the clipboard of the computer; says no when it is too long. */
    give,
    /** Copies what was copied at the computer to this device, right after a click. */
    async take(text: string): Promise<void> {
      if (await putHere(text)) step({ is: 'taken', text });
    },
    /** Pastes there what was copied here, if the browser lets us see it, else what is there; says no when it is too long, and pastes nothing. */
    async paste(): Promise<boolean> {
      const text = await takeHere();
      if (text !== undefined && text !== '' && !give(text)) return false;
      held.desktop?.paste();
      return true;
    },
    wish(wishes: Partial<Wishes>): void {
      step({ is: 'wished', wishes });
      if (wishes.control === undefined) return;
      held.wantsControl = wishes.control;
      held.session?.take({ is: 'mode', control: wishes.control });
    },
    /** Somebody is there. */
    stir: (): void => held.session?.take({ is: 'input' }),
    setOwn(code: string): void {
      step({ is: 'own', own: 'asked' });
      held.session?.take({ is: 'new-code', code });
    },
    forgetOwn: (): void => step({ is: 'own', own: 'idle' }),
  };
}
