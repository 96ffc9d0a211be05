/** What the service is, at the top of its document. */
export const DESCRIPTION = `Feature gates for React: rulesets with versions and a way back, evaluated by OFREP.

**Credentials** travel as \`Authorization: Bearer …\` or \`X-API-Key\`, never in a URL. A client key may read values; a server key may read the rules of its environment; an ingest key may only send events, which the other two may too; a token carries one role.

**Changes** are compared and set: read a ruleset, keep its \`ETag\`, send it back as \`If-Match\`. Whoever comes second gets 412 with \`currentVersion\`. Every change makes a version and an audit entry in one transaction.

**Refusals** outside \`/ofrep\` are \`application/problem+json\` with a stable \`code\`.`

/** The groups of routes, in the order of the document. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Evaluation', description: 'OFREP, for OpenFeature clients and for Sluice’s own.' },
  {
    name: 'Rulesets',
    description: 'All flags of an environment as one document, or one flag at a time.',
  },
  {
    name: 'Versions',
    description: 'The history of a ruleset, the way back, and who has fetched what.',
  },
  { name: 'Rollouts', description: 'Raising a flag step by step, by what is measured.' },
  { name: 'Events', description: 'What people saw and did, counted once.' },
  {
    name: 'Experiments',
    description: 'Questions to people: planned, sealed, run, read and decided.',
  },
  { name: 'Explain', description: 'Why a value is what it is.' },
  { name: 'Environments', description: 'The unit of isolation: own keys, settings and versions.' },
  { name: 'Keys', description: 'Credentials of pages and servers, bound to one environment.' },
  { name: 'Tokens', description: 'Credentials of people and programs, with one role.' },
  { name: 'Members', description: 'People who sign in with a password, with one role.' },
  {
    name: 'Grants',
    description: 'Variants chosen for a tester, signed, for a day at most, and never counted.',
  },
  {
    name: 'Audit',
    description: 'Who changed what, when and why, in a chain that shows tampering.',
  },
  { name: 'Health', description: 'Whether the service lives and is ready, and what it counts.' },
  { name: 'Service', description: 'This document.' },
]
