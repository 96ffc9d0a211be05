import type { Change } from '../rulesets/change.ts'
import type { RulesetOutcome } from '../rulesets/change-ruleset.ts'
import { answer } from './answer.ts'
import type { Outcome } from './idempotency.ts'
import { versionTag } from './preconditions.ts'

/** A change as it is answered: its subject becomes the name of the key. */
export function changeAnswer({ subject, key, kind, before, after }: Change): object {
  return { [subject]: key, kind, before, after }
}

/** What a change of a ruleset answers. */
export function writtenOutcome({ version, previousVersion, changes }: RulesetOutcome): Outcome {
  return {
    status: 200,
    body: { version, previousVersion, changes: changes.map(changeAnswer) },
    headers: { ETag: versionTag(version) },
  }
}

/** Answers a change of a ruleset. */
export function writtenAnswer(outcome: RulesetOutcome): Response {
  const { status, body, headers } = writtenOutcome(outcome)
  return answer(body, status, headers)
}
