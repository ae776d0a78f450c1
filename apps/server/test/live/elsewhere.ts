import assert from 'node:assert/strict';
import type { Operation } from '@latchkey/contract/operation';
import { pathOf } from '@latchkey/contract/operation';
import { openSession, rejoinSession } from '@latchkey/contract/session';
import { ownHeaders, sendRaw } from '../operations/raw.ts';
import type { TestBrowser } from '../server.ts';
import type { AgentEnd, Machine } from './agent-end.ts';
import { dialHost, dialViewer, type LiveSession, type Way } from './data-end.ts';

/** Calls an operation at another server of the installation, by the name that all of them are called by. */
async function callAt(
  url: string,
  browser: TestBrowser,
  operation: Operation,
  { params, body }: { params: Record<string, string>; body: object },
) {
  const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => params[name] ?? `:${name}`);
  const headers = { ...ownHeaders(browser), host: new URL(browser.server.url).host };
  const answer = await sendRaw(
    { ...browser.server, url },
    { method: operation.method, path, headers, body: JSON.stringify(body) },
  );
  return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
}

/** Asks another server for a session. */
async function askedAt(url: string, browser: TestBrowser, machine: Machine): Promise<Way> {
  const params = { account_id: machine.accountId, computer_id: machine.id };
  return given(await callAt(url, browser, openSession, { params, body: { control: true } }));
}

/** Asks another server for fresh tickets of a session. */
export async function rejoinedAt(url: string, browser: TestBrowser, machine: Machine, sessionId: string): Promise<Way> {
  const params = { account_id: machine.accountId, session_id: sessionId };
  return given(await callAt(url, browser, rejoinSession, { params, body: {} }));
}

function given({ status, body }: { status: number; body: Record<string, unknown> }): Way {
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Way;
}

/** A session whose two data sockets are paired at another server, and which the agent calls open. */
export async function connectedAt(
  url: string,
  browser: TestBrowser,
  machine: Machine,
  agent: AgentEnd,
): Promise<LiveSession> {
  const way = await askedAt(url, browser, machine);
  const call = await agent.told('session', ({ session_id }) => session_id === way.session_id);
  const [viewer, host] = [dialViewer(browser, way), dialHost(call)];
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true]);
  agent.say({ t: 'opened', session_id: way.session_id });
  return { way, viewer, host };
}
