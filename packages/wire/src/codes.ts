/**
 * The codes of a host and who uses which (C6, C12, C13, S3): plain data, and functions that give the next state. A code is an OPAQUE
 * record under a random `cred_id`; a copy of the base code is a grant that names the base code's `cred_id` of that moment, so a later
 * base code changes nothing for those who hold the earlier one.
 */
import type { Moment } from './attempts.ts';

/**
 * A code. `base`: the base code of now. `superseded`: was it until `superseded_at`, and the server may not know yet, so a grant may still
 * name it. `kept`: lives only as long as a live grant names it: a code of somebody's own, or an old base code.
 */
export type Code = {
  cred_id: string;
  record: string;
  standing: 'base' | 'superseded' | 'kept';
  superseded_at: Moment | null;
};

/** A live grant of somebody other than the owner, and its code. `is_reported` once the server is known to have the same. */
export type Grant = { grant_id: string; person_id: string; cred_id: string; is_reported: boolean };

export type Owner = { person_id: string; name: string; is_suspended: boolean };

/** Everything a host knows of codes. The base code is the present owner's, or, on a computer without one, its administrator's. */
export type Codes = {
  codes: readonly Code[];
  grants: readonly Grant[];
  owner: Owner | null;
  revision: number;
};

/** What the server said of the session that wants in. */
export type Claim = { person_id: string; grant_id: string; cred_id: string | null; is_owner: boolean };

/** A code that was just set: its OPAQUE record under a new `cred_id`. */
export type NewCode = { cred_id: string; record: string };

/** Grants as the server sends them. `base_cred_id`: the base code the server knew of when it wrote this. */
export type GrantsNews = {
  revision: number;
  base_cred_id: string | null;
  items: readonly { grant_id: string; person_id: string; cred_id: string | null }[];
  is_last: boolean;
};

export const SUPERSEDED_MS = 7 * 24 * 3_600_000;
/** So many grants one computer keeps. */
export const MAX_GRANTS = 20_000;
const MAX_SUPERSEDED = 64;

/** The codes of a computer that was just enrolled for this owner, or for none. */
export function noCodes(owner: Owner | null): Codes {
  return { codes: [], grants: [], owner, revision: 0 };
}

/** The base code of now, if one is set; it is still one while its owner is suspended, but then nobody takes a copy of it. */
export function baseOf(codes: Codes): Code | undefined {
  return codes.codes.find((code) => code.standing === 'base');
}

/**
 * The code this session has to know, or nothing (`no-code`). The owner uses the base code; a grant that the host knows keeps its code,
 * whatever the server names (S3); otherwise a named one is honoured while it is the base code or was superseded since the server last
 * heard of it, and null means the base code of now (C12). A suspended owner's code opens nothing and is copied to nobody (C13).
 */
export function codeFor(codes: Codes, claim: Claim, now: Moment): Code | undefined {
  const isDisabled = codes.owner?.is_suspended === true;
  if (claim.is_owner) return codes.owner?.person_id === claim.person_id && !isDisabled ? baseOf(codes) : undefined;
  const grant = codes.grants.find((entry) => entry.grant_id === claim.grant_id);
  if (grant && grant.person_id !== claim.person_id) return undefined;
  if (grant) return findCode(codes, grant.cred_id);
  if (claim.cred_id === null) return isDisabled ? undefined : baseOf(codes);
  return nameable(codes, claim.cred_id, now);
}

/**
 * Sets the base code, for the owner or, on a computer without one, for whoever administers its operating system (null). Nothing when
 * `personId` is not who the base code belongs to. The copies that others hold stay as they are (S3).
 */
export function setBase(codes: Codes, code: NewCode, personId: string | null, now: Moment): Codes | undefined {
  if (personId !== (codes.owner?.person_id ?? null) || findCode(codes, code.cred_id)) return undefined;
  const base: Code = { ...code, standing: 'base', superseded_at: null };
  const without = supersedeBase(codes, now);
  return sweepCodes({ ...without, codes: [...without.codes, base] }, now);
}

/** Sets a person's own code on their grant, and for nobody else (C6). Nothing when the grant is somebody else's, or there are too many. */
export function setOwn(
  codes: Codes,
  grant: { grant_id: string; person_id: string },
  code: NewCode,
  now: Moment,
): Codes | undefined {
  const known = codes.grants.find((entry) => entry.grant_id === grant.grant_id);
  if (known ? known.person_id !== grant.person_id : codes.grants.length >= MAX_GRANTS) return undefined;
  if (findCode(codes, code.cred_id)) return undefined;
  const own: Code = { ...code, standing: 'kept', superseded_at: null };
  const entry: Grant = {
    grant_id: grant.grant_id,
    person_id: grant.person_id,
    cred_id: code.cred_id,
    is_reported: false,
  };
  const grants = [...codes.grants.filter((other) => other !== known), entry];
  return sweepCodes({ ...codes, grants, codes: [...codes.codes, own] }, now);
}

/**
 * The first success of a grant: it takes the copy it opened the screen with and keeps it. `code` is what `codeFor` gave, so that the
 * copy is the same even if the base code changed meanwhile. The same state for the owner and for a grant that has its code already.
 */
export function takeCopy(codes: Codes, claim: Claim, code: Code): Codes {
  if (claim.is_owner || codes.grants.length >= MAX_GRANTS) return codes;
  if (codes.grants.some((entry) => entry.grant_id === claim.grant_id)) return codes;
  const isReported = claim.cred_id === code.cred_id;
  const entry: Grant = {
    grant_id: claim.grant_id,
    person_id: claim.person_id,
    cred_id: code.cred_id,
    is_reported: isReported,
  };
  const kept: Code = { ...code, standing: 'kept', superseded_at: null };
  const all = findCode(codes, code.cred_id) ? codes.codes : [...codes.codes, kept];
  return { ...codes, grants: [...codes.grants, entry], codes: all };
}

/**
 * Takes over what the server says of grants, and gives the ids of those that ended, whose sessions are over and whose copies are gone
 * (S6). A live grant keeps the code it has here. Once the server has shown that it knows the base code of now, earlier ones can no
 * longer be named. Acknowledge the revision after the last part only.
 */
export function applyGrants(codes: Codes, news: GrantsNews, now: Moment): { codes: Codes; ended: string[] } {
  const grants = new Map(codes.grants.map((grant) => [grant.grant_id, grant]));
  const ended: string[] = [];
  for (const item of news.items) {
    const known = grants.get(item.grant_id);
    const next = item.cred_id === null ? undefined : agreedGrant(codes, known, { ...item, cred_id: item.cred_id }, now);
    if (next && (known || grants.size < MAX_GRANTS)) grants.set(item.grant_id, next);
    if (item.cred_id !== null) continue;
    ended.push(item.grant_id);
    grants.delete(item.grant_id);
  }
  // Of a sync that broke off, everything comes again.
  const revision = news.is_last ? news.revision : codes.revision;
  const isSettled = news.is_last && news.base_cred_id === (baseOf(codes)?.cred_id ?? null);
  const settled = isSettled
    ? codes.codes.map((code) => (code.standing === 'superseded' ? keep(code) : code))
    : codes.codes;
  return {
    codes: sweepCodes({ ...codes, codes: settled, grants: [...grants.values()], revision }, now),
    ended,
  };
}

/** What the server has to be told, after each welcome and after each change: grants whose code it may not know. */
export function unreportedGrants(codes: Codes): Grant[] {
  return codes.grants.filter((grant) => !grant.is_reported);
}

/** Another owner, or none, deletes the base code of the one before; suspension only disables it; copies of others stay (C13). */
export function setOwner(codes: Codes, owner: Owner | null, now: Moment): Codes {
  const known = codes.owner;
  const isSame = owner?.person_id === known?.person_id;
  if (isSame && owner?.name === known?.name && owner?.is_suspended === known?.is_suspended) return codes;
  if (isSame) return { ...codes, owner };
  return sweepCodes({ ...supersedeBase(codes, now), owner }, now);
}

/** Deletes codes that nothing needs any more: call it now and then, for those that nobody may name after 7 days. */
export function sweepCodes(codes: Codes, now: Moment): Codes {
  const named = new Set(codes.grants.map((grant) => grant.cred_id));
  const aged = codes.codes.map((code) => (code.standing === 'superseded' && isOld(code, now) ? keep(code) : code));
  const left = aged.filter((code) => code.standing !== 'kept' || named.has(code.cred_id));
  const isSame = left.length === codes.codes.length && left.every((code, index) => code === codes.codes[index]);
  return isSame ? codes : { ...codes, codes: left };
}

function findCode(codes: Codes, credId: string): Code | undefined {
  return codes.codes.find((code) => code.cred_id === credId);
}

/** A code that a grant the host has not heard of may name: never somebody's own, never one the server knows to be old. */
function nameable(codes: Codes, credId: string, now: Moment): Code | undefined {
  const code = findCode(codes, credId);
  return code && code.standing !== 'kept' && !isOld(code, now) ? code : undefined;
}

function agreedGrant(
  codes: Codes,
  known: Grant | undefined,
  item: { grant_id: string; person_id: string; cred_id: string },
  now: Moment,
): Grant | undefined {
  if (known && findCode(codes, known.cred_id)) return { ...known, is_reported: known.cred_id === item.cred_id };
  if (!nameable(codes, item.cred_id, now)) return known;
  return { grant_id: item.grant_id, person_id: item.person_id, cred_id: item.cred_id, is_reported: true };
}

function supersedeBase(codes: Codes, now: Moment): Codes {
  const base = baseOf(codes);
  if (!base) return codes;
  const changed = codes.codes.map((code): Code =>
    code === base
      ? { ...code, standing: 'superseded', superseded_at: { running_ms: now.running_ms, at: now.at } }
      : code,
  );
  const open = changed.filter((code) => code.standing === 'superseded');
  // The first of them is the one that the server knows; of those after it, the oldest are given up.
  const surplus = new Set(open.slice(1, Math.max(1, open.length - MAX_SUPERSEDED + 1)));
  return { ...codes, codes: changed.map((code) => (surplus.has(code) ? keep(code) : code)) };
}

function keep(code: Code): Code {
  return { ...code, standing: 'kept', superseded_at: null };
}

// By whichever clock says more, so that neither a machine that slept nor a clock set back makes an old code last longer.
function isOld(code: Code, now: Moment): boolean {
  if (code.superseded_at === null) return false;
  return Math.max(now.running_ms - code.superseded_at.running_ms, now.at - code.superseded_at.at) >= SUPERSEDED_MS;
}
