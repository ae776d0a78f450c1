import type { Opened, Present, Rights } from '@latchkey/wire/control';
import type { ViewerEnd } from '@latchkey/wire/viewer-session-state';
import type { Wishes } from './desktop-wishes.ts';
import { overOf, type Over } from './endings.ts';
import type { Step } from './viewing.ts';

/** What the page shows of a session: the form, how far the way to the screen is, the screen, or why it is over. */
export type SessionState = {
  stage: 'form' | Step | 'open' | 'lost' | 'over';
  /** Why the last session is over. */
  over: Over | undefined;
  /** Whether its screen was ever there. */
  hadOpened: boolean;
  /** Whether a picture was. */
  isShown: boolean;
  rights: Rights;
  people: Present[];
  latency: number | undefined;
  /** When the computer ends the session because nobody uses it, on the page's monotonic clock in milliseconds; nothing while somebody does. */
  idleEnd: number | undefined;
  wishes: Wishes;
  /** What was copied at the computer last, and whether this device has it. */
  theirs: { text: string; isTaken: boolean } | undefined;
  own: 'idle' | 'asked' | 'done' | 'refused';
};

export type SessionEvent =
  | { is: 'begun'; control: boolean }
  /** It did not even begin. */
  | { is: 'failed' }
  | { is: 'progress'; step: Step }
  | { is: 'opened'; opened: Opened }
  | { is: 'shown' }
  | { is: 'lost' }
  | { is: 'people'; people: Present[] }
  | { is: 'rights'; rights: Rights }
  | { is: 'latency'; ms: number }
  | { is: 'idle'; end: number | undefined }
  | { is: 'clipboard'; text: string }
  | { is: 'taken'; text: string }
  | { is: 'own'; own: SessionState['own'] }
  | { is: 'wished'; wishes: Partial<Wishes> }
  | { is: 'ended'; end: ViewerEnd }
  | { is: 'again' };

const NO_RIGHTS: Rights = { control: false, clipboard_in: false, clipboard_out: false };

export const NO_SESSION: SessionState = {
  stage: 'form',
  over: undefined,
  hadOpened: false,
  isShown: false,
  rights: NO_RIGHTS,
  people: [],
  latency: undefined,
  idleEnd: undefined,
  wishes: { control: true, fit: 'fit', quality: 'balanced', keyMode: 'characters' },
  theirs: undefined,
  own: 'idle',
};

/** The state after an event. Fit, quality and keys stay as they were chosen from one session to the next. */
export function stepSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.is) {
    case 'begun': {
      const wishes = { ...state.wishes, control: event.control };
      return { ...NO_SESSION, stage: 'calling', wishes };
    }
    case 'failed':
      return { ...state, stage: 'form' };
    case 'progress':
      return { ...state, stage: event.step };
    case 'opened':
      return withRights({ ...state, stage: 'open', hadOpened: true, people: event.opened.people }, event.opened.rights);
    case 'shown':
      return { ...state, isShown: true };
    case 'lost':
      return { ...state, stage: 'lost', latency: undefined };
    case 'rights':
      return withRights(state, event.rights);
    case 'wished':
      return { ...state, wishes: { ...state.wishes, ...event.wishes } };
    case 'ended':
      return ended(state, event.end);
    case 'again':
      return { ...state, stage: 'form', over: undefined };
    default:
      return withNews(state, event);
  }
}

type News = Extract<SessionEvent, { is: 'people' | 'latency' | 'idle' | 'clipboard' | 'taken' | 'own' }>;

function withNews(state: SessionState, event: News): SessionState {
  switch (event.is) {
    case 'people':
      return { ...state, people: event.people };
    case 'latency':
      return { ...state, latency: Math.round(event.ms) };
    case 'idle':
      return { ...state, idleEnd: event.end };
    case 'clipboard':
      return { ...state, theirs: { text: event.text, isTaken: false } };
    case 'taken':
      return state.theirs?.text === event.text ? { ...state, theirs: { ...state.theirs, isTaken: true } } : state;
    case 'own':
      return { ...state, own: event.own };
  }
}

function withRights(state: SessionState, rights: Rights): SessionState {
  const control = state.wishes.control && rights.control;
  return { ...state, rights, wishes: { ...state.wishes, control } };
}

function ended(state: SessionState, end: ViewerEnd): SessionState {
  const over = overOf(end, state.hadOpened);
  return { ...state, stage: over.at === 'form' ? 'form' : 'over', over, theirs: undefined };
}
