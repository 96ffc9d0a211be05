import type { GuardrailFinding, PauseCause, StateName, Verification } from '@sluice/rollout'
import type { ActionName, Rollout } from './shapes.ts'

/** How something looks: a word, a mark beside the colour, and the colour. */
export interface Look {
  readonly word: string
  readonly mark: string
  readonly tone: 'good' | 'bad' | 'open' | 'grey'
}

/** Where a rollout stands, in a word. */
export const STATES: Readonly<Record<StateName, Look>> = {
  draft: { word: 'Draft', mark: '✎', tone: 'grey' },
  running: { word: 'Running', mark: '▶', tone: 'open' },
  paused: { word: 'Paused', mark: '⏸', tone: 'grey' },
  rolling_back: { word: 'Rolling back', mark: '◀', tone: 'bad' },
  verifying: { word: 'Rolled back, being verified', mark: '◀', tone: 'bad' },
  rolled_back: { word: 'Rolled back', mark: '◀', tone: 'bad' },
  completed: { word: 'Complete', mark: '✓', tone: 'good' },
  aborted: { word: 'Aborted', mark: '■', tone: 'grey' },
}

/** States in which something may happen at any look. */
export const LIVE: ReadonlySet<StateName> = new Set([
  'running',
  'paused',
  'rolling_back',
  'verifying',
])

/** Why a rollout is paused. */
export const PAUSES: Readonly<Record<PauseCause, string>> = {
  person: 'Somebody paused it. The guardrails stay armed.',
  stepped_in:
    'Somebody changed the flag, or what it goes by. Nothing is set or restored until a person resumes it.',
  regression: 'A guardrail is worse than its margin, and the plan says to pause.',
  mismatch:
    'The variants do not divide as planned. See to it, then resume: it begins to count anew.',
  no_data: 'Data is missing.',
  inconclusive: 'The data neither rules harm out nor shows it.',
}

/** What became of a rollback. */
export const VERIFICATIONS: Readonly<Record<Verification, Look & { readonly text: string }>> = {
  verified: {
    word: 'It helped',
    mark: '✓',
    tone: 'good',
    text: 'Clients have the restored version, and the guardrails are back.',
  },
  not_the_cause: {
    word: 'The flag was not the cause',
    mark: '!',
    tone: 'bad',
    text: 'Clients have the restored version, and the guardrail is still beyond its margin. Look elsewhere.',
  },
  clients_behind: {
    word: 'Too few clients have it',
    mark: '!',
    tone: 'bad',
    text: 'The flag was restored, but too few clients have it to tell whether it helped. Others may still show the treatment.',
  },
  not_deployed: {
    word: 'The deployment is not back',
    mark: '!',
    tone: 'bad',
    text: 'The flag was restored, but the deployment is not known to have gone back too, so whether it helped cannot be told. Once it did, press “The deployment went back” before you close the incident: then it is verified anew.',
  },
  unverified: {
    word: 'Nobody can tell yet whether it helped',
    mark: '?',
    tone: 'grey',
    text: 'The flag was restored, but too little was seen since. Look for yourself.',
  },
  stepped_in: {
    word: 'Somebody took over',
    mark: '?',
    tone: 'grey',
    text: 'Somebody changed the flag or took it over while its rollback was verified. It is theirs now.',
  },
}

/** What is known of a guardrail. */
export const FINDINGS: Readonly<Record<GuardrailFinding, Look>> = {
  harmed: { word: 'Harmed', mark: '▼', tone: 'bad' },
  suspect: { word: 'Harmed by a handful alone', mark: '!', tone: 'bad' },
  clear: { word: 'Harm ruled out', mark: '✓', tone: 'good' },
  better: { word: 'Better, not shown to be back', mark: '…', tone: 'grey' },
  unclear: { word: 'Not clear yet', mark: '…', tone: 'grey' },
  too_little: { word: 'Too little data', mark: '…', tone: 'grey' },
  unreadable: { word: 'Not readable', mark: '?', tone: 'bad' },
}

/** What an outcome of a decision is called. */
export const OUTCOMES: Readonly<Record<string, Look>> = {
  started: { word: 'Started', mark: '▶', tone: 'open' },
  advance: { word: 'Advanced', mark: '▲', tone: 'good' },
  applied: { word: 'Share set', mark: '▲', tone: 'open' },
  hold: { word: 'Holds', mark: '…', tone: 'grey' },
  inconclusive: { word: 'Inconclusive', mark: '?', tone: 'grey' },
  no_data: { word: 'No data', mark: '?', tone: 'grey' },
  mismatch: { word: 'Split is wrong', mark: '!', tone: 'bad' },
  regression: { word: 'Regression', mark: '▼', tone: 'bad' },
  pause: { word: 'Paused', mark: '⏸', tone: 'grey' },
  resume: { word: 'Resumed', mark: '▶', tone: 'open' },
  roll_back: { word: 'Rolled back', mark: '▼', tone: 'bad' },
  restored: { word: 'Flag restored', mark: '◀', tone: 'open' },
  verified: { word: 'Verified', mark: '✓', tone: 'good' },
  not_the_cause: { word: 'Not the cause', mark: '!', tone: 'bad' },
  clients_behind: { word: 'Clients behind', mark: '!', tone: 'bad' },
  not_deployed: { word: 'Not deployed', mark: '!', tone: 'bad' },
  unverified: { word: 'Not verified', mark: '?', tone: 'grey' },
  complete: { word: 'Complete', mark: '✓', tone: 'good' },
  abort: { word: 'Aborted', mark: '■', tone: 'grey' },
  refused: { word: 'Refused', mark: '!', tone: 'bad' },
  failed: { word: 'Failed', mark: '!', tone: 'bad' },
  approved: { word: 'Approved', mark: '✓', tone: 'good' },
  stepped_in: { word: 'Changed by hand', mark: '✎', tone: 'bad' },
  acknowledged: { word: 'Acknowledged', mark: '✓', tone: 'open' },
  closed: { word: 'Incident closed', mark: '✓', tone: 'good' },
  escalated: { word: 'Escalated', mark: '!', tone: 'bad' },
}

/** An outcome as it is shown; what is new to this page is shown by its name. */
export function outcomeOf(outcome: string): Look {
  return OUTCOMES[outcome] ?? { word: outcome.replaceAll('_', ' '), mark: '·', tone: 'grey' }
}

/** What a button does, in its own words. */
export interface ActionWords {
  readonly button: string
  /** What is asked before. */
  readonly question: (rollout: Rollout, step: string) => string
  /** What follows from it, where that is not plain. */
  readonly note?: string
  /** Whether nothing happens without a reason, whatever the environment. */
  readonly needsReason?: true
  readonly isGrave?: true
}

/** Every action, in the order of its button. */
export const ACTIONS: Readonly<Record<ActionName, ActionWords>> = {
  start: {
    button: 'Start',
    question: ({ flag }) => `Start the rollout of ${flag}?`,
  },
  approve: {
    button: 'Approve',
    question: (_, step) => `Approve the step “${step}”?`,
    note: 'It begins by itself once the step before it has held. Nothing rises now.',
  },
  resume: {
    button: 'Resume',
    question: ({ flag }) => `Resume the rollout of ${flag}?`,
    note: 'Its window begins anew. Where the variants did not divide as planned, so do its counts.',
  },
  advance: {
    button: 'Advance',
    question: ({ step }) => `Advance past ${step?.name ?? 'the beginning'} now?`,
    note: 'The rest of the hold is skipped, and so is what the data would have said by then.',
  },
  pause: {
    button: 'Pause',
    question: ({ flag }) => `Pause the rollout of ${flag}?`,
    note: 'Nobody loses the treatment. Nothing rises, and the guardrails stay armed.',
  },
  roll_back: {
    button: 'Roll back',
    question: ({ flag }) => `Roll ${flag} back?`,
    note: 'Only this flag goes back, and nobody gets more by it than they have now: what is off stays off. It stays locked until somebody says what it was.',
    isGrave: true,
  },
  abort: {
    button: 'Abort',
    question: ({ flag }) => `Abort the rollout of ${flag}?`,
    note: 'The flag stays as it is, and nobody watches it any more. The incident of a rollback stays open.',
    isGrave: true,
  },
  acknowledge: {
    button: 'Acknowledge',
    question: () => 'Acknowledge the alarm?',
    note: 'It is on you then, and nobody else is woken up.',
  },
  close: {
    button: 'Close the incident',
    question: () => 'Close the incident?',
    note: 'Say what it was and what was done. The flag can be changed again then.',
    needsReason: true,
  },
  deployed: {
    button: 'The deployment went back',
    question: () => 'Has the deployment gone back too?',
  },
}
