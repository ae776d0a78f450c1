import type { GrantableRole, Role } from '@latchkey/domain/role';

/** Somebody who may be in the account; `none`: not listed, whatever was before. */
export type Slot = {
  status: 'none' | 'invited' | 'active' | 'suspended';
  role: Role;
  /** Who answers for the open invitation, and when it ends, in hours. */
  inviter: number;
  until: number;
};
type Handover = { to: number; accepted: boolean; until: number; oldRole: GrantableRole };

const OUTSIDE: Slot = { status: 'none', role: 'member', inviter: -1, until: 0 };
const FORTNIGHT = 14 * 24;

/**
 * What an account should be after any acts on it, told as simply as the rules are: every act says whether it should succeed and, if so,
 * what changes. It knows nothing of the server's code.
 */
export class AccountModel {
  readonly slots: Slot[];
  handover: Handover | undefined;
  hours = 0;

  constructor(people: number) {
    this.slots = Array.from({ length: people }, (_, at) => ({
      ...OUTSIDE,
      ...(at === 0 ? { status: 'active', role: 'holder' } : {}),
    }));
  }

  at(slot: number): Slot {
    return this.slots[slot] ?? OUTSIDE;
  }

  get holder(): number {
    return this.slots.findIndex(({ role }) => role === 'holder');
  }

  invite(by: number, whom: number, role: GrantableRole): boolean {
    if (!this.mayGive(by, role) || this.at(whom).status !== 'none') return false;
    this.slots[whom] = { status: 'invited', role, inviter: by, until: this.hours + FORTNIGHT };
    return true;
  }

  resend(by: number, whom: number): boolean {
    if (!this.mayActOn(by, whom) || this.at(whom).status !== 'invited') return false;
    Object.assign(this.at(whom), { inviter: by, until: this.hours + FORTNIGHT });
    return true;
  }

  withdraw(by: number, whom: number): boolean {
    return this.mayActOn(by, whom) && this.at(whom).status === 'invited' && this.remove(whom);
  }

  decline(whom: number): boolean {
    return this.at(whom).status === 'invited' && this.remove(whom);
  }

  /** An invitation brings what whoever answers for it may give now. */
  accept(whom: number): boolean {
    const { status, role, inviter } = this.at(whom);
    if (status !== 'invited') return false;
    const brought = role !== 'holder' && this.mayGive(inviter, role) ? role : 'member';
    this.slots[whom] = { ...OUTSIDE, status: 'active', role: brought };
    return true;
  }

  suspend(by: number, whom: number): boolean {
    if (by === whom || !this.mayActOn(by, whom) || this.at(whom).status !== 'active') return false;
    this.at(whom).status = 'suspended';
    this.loseAuthority(whom);
    return true;
  }

  reinstate(by: number, whom: number): boolean {
    if (!this.mayActOn(by, whom) || this.at(whom).status !== 'suspended') return false;
    this.at(whom).status = 'active';
    return true;
  }

  changeRole(by: number, whom: number, role: GrantableRole): boolean {
    const target = this.at(whom);
    if (by === whom || target.status === 'none' || !this.mayActOn(by, whom) || !this.mayGive(by, role)) return false;
    if (target.role === role) return true;
    Object.assign(target, { role, inviter: by });
    if (role === 'member') this.endInvitationsOf(whom);
    return true;
  }

  delete(by: number, whom: number): boolean {
    return by !== whom && this.at(whom).status !== 'none' && this.mayActOn(by, whom) && this.remove(whom);
  }

  leave(who: number): boolean {
    return this.isActive(who) && this.at(who).role !== 'holder' && this.remove(who);
  }

  offer(by: number, to: number): boolean {
    if (by !== this.holder || by === to || !this.isActive(to) || this.handover) return false;
    this.handover = { to, accepted: false, until: this.hours + FORTNIGHT, oldRole: 'super_admin' };
    return true;
  }

  acceptHandover(by: number, oldRole: GrantableRole): boolean {
    if (this.handover?.to !== by || this.handover.accepted) return false;
    this.handover = { to: by, accepted: true, until: this.hours + 24, oldRole };
    return true;
  }

  cancelHandover(by: number): boolean {
    if (!this.handover || ![this.handover.to, this.holder].includes(by)) return false;
    this.handover = undefined;
    return true;
  }

  /** Time passes, and what is due happens. */
  pass(hours: number): void {
    this.hours += hours;
    for (const [at, { status, until }] of this.slots.entries())
      if (status === 'invited' && until <= this.hours) this.remove(at);
    if (!this.handover || this.handover.until > this.hours) return;
    const { to, accepted, oldRole } = this.handover;
    this.handover = undefined;
    if (!accepted) return;
    const from = this.holder;
    this.at(from).role = oldRole;
    this.at(to).role = 'holder';
    if (oldRole === 'member') this.endInvitationsOf(from);
  }

  private isActive(who: number): boolean {
    return this.at(who).status === 'active';
  }

  private isStrong(who: number): boolean {
    return this.isActive(who) && ['holder', 'super_admin'].includes(this.at(who).role);
  }

  private mayGive(by: number, role: GrantableRole): boolean {
    return this.isStrong(by) || (role === 'member' && this.isActive(by) && this.at(by).role === 'admin');
  }

  private mayActOn(by: number, whom: number): boolean {
    const { role } = this.at(whom);
    return role !== 'holder' && this.mayGive(by, role);
  }

  private remove(whom: number): true {
    this.slots[whom] = { ...OUTSIDE };
    this.loseAuthority(whom);
    return true;
  }

  private loseAuthority(of: number): void {
    this.endInvitationsOf(of);
    if (this.handover?.to === of) this.handover = undefined;
  }

  private endInvitationsOf(inviter: number): void {
    for (const [at, slot] of this.slots.entries())
      if (slot.status === 'invited' && slot.inviter === inviter) this.slots[at] = { ...OUTSIDE };
  }
}
