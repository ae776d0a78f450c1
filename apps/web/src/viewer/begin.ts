import { endSessions, listSessions, openSession, rejoinSession } from '@latchkey/contract/session';
import { call, RefusedError } from '../kit/call.ts';
import { perform } from '../kit/query.ts';
import { requestOf } from '../kit/request.ts';
import { pin, pinOf } from './pins.ts';
import { SessionOver, startViewing, type Viewing, type ViewingEvents, type Way } from './viewing.ts';

/** Who connects to what, and with which code. */
export type Wanted = { accountId: string; computerId: string; code: string; control: boolean };

/** A session under way; `leave` is for a page that goes away and has no time to wait. */
export type Begun = Viewing & { leave: () => void };

/** Asks the server for a session and begins it. Throws what calls throw. */
export async function beginSession(wanted: Wanted, events: Omit<ViewingEvents, 'pin'>): Promise<Begun> {
  const { accountId, computerId, code, control } = wanted;
  const params = { computer_id: computerId };
  const { session_id, host, url, ticket } = await perform(openSession, { accountId, params, body: { control } });
  const { computer_id, person_id, grant_id } = host;
  const setup = { session_id, computer_id, person_id, grant_id, code, pinned: pinOf(person_id, computer_id) };
  const first: Way = { url, ticket };
  const way = (again: boolean, signal: AbortSignal) =>
    again ? wayBack(accountId, session_id, signal) : Promise.resolve(first);
  const viewing = startViewing(setup, way, {
    ...events,
    pin: (hostKey) => void pin({ personId: person_id, computerId: computer_id, hostKey }),
  });
  return {
    ...viewing,
    leave() {
      viewing.close();
      tellEnd(accountId, session_id);
    },
  };
}

/** Fresh tickets for a session; what only this moment refuses is tried again by whoever asked. */
async function wayBack(accountId: string, sessionId: string, signal: AbortSignal): Promise<Way> {
  try {
    return await call(rejoinSession, { accountId, params: { session_id: sessionId }, body: {} }, signal);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { code } = error.refusal;
    if (code === 'not-signed-in' || code === 'signed-out-here') throw new SessionOver('signed-out');
    if (code === 'session-over' || code === 'not-found') throw new SessionOver(await endingOf(accountId, sessionId));
    throw error;
  }
}

/** Why the server says that a session is over. */
async function endingOf(accountId: string, sessionId: string): Promise<string> {
  try {
    const { items } = await call(listSessions, { accountId, query: { mine: 'true', live: 'false' } });
    return items.find(({ id }) => id === sessionId)?.ending ?? 'over';
  } catch {
    // Whoever may not even ask any more has lost the profile or the sign-in; which of them nobody says here.
    return 'over';
  }
}

/** The page is going: the request outlives it. The computer hears of it from the server, should our own last word not get there. */
function tellEnd(accountId: string, sessionId: string): void {
  const { url, method, headers, body } = requestOf(endSessions, {
    accountId,
    body: { items: [{ session_id: sessionId }] },
  });
  fetch(url, { method, headers, keepalive: true, credentials: 'same-origin', body: body ?? null }).catch(() => {});
}
