import type { Theme } from '../page/theme.ts'
import type { ExperimentSummary } from '../service/shapes/experiments.ts'
import type { StarredThing } from '../service/shapes/people.ts'
import type { RulesetDocument } from '../service/shapes/ruleset.ts'

/** Something that the palette does. */
export interface Command {
  readonly id: string
  /** What people read and look for. */
  readonly label: string
  /** More to find it by, such as a key. */
  readonly hint: string
  readonly does:
    | { readonly kind: 'go'; readonly to: string }
    | { readonly kind: 'theme'; readonly theme: Theme }
    | { readonly kind: 'sign_out' }
}

/** Commands of one sort. */
export interface CommandGroup {
  readonly value: string
  readonly items: readonly Command[]
}

/** What is known of a service, as far as one can go there. */
export interface Places {
  readonly environment: string | undefined
  readonly environments: readonly string[]
  readonly ruleset: RulesetDocument | undefined
  readonly experiments: readonly ExperimentSummary[]
  readonly stars: readonly StarredThing[]
}

const PAGES = [
  ['flags', 'Flags'],
  ['experiments', 'Experiments'],
  ['rollouts', 'Rollouts'],
  ['audit', 'Audit log'],
] as const

const THEMES = [
  ['system', 'Look like the system'],
  ['light', 'Look light'],
  ['dark', 'Look dark'],
] as const

/** All that can be done from anywhere, what is starred first. */
export function commandsOf(places: Places): readonly CommandGroup[] {
  const { environment, environments, ruleset, experiments, stars } = places
  const inHere = environment === undefined ? [] : [environment]
  const things = inHere.flatMap((key) => [
    ...Object.entries(ruleset?.flags ?? {}).map(([flag, { title }]) =>
      thing(key, 'flag', flag, title),
    ),
    ...experiments
      // Those that have not begun have no page yet.
      .filter(({ status }) => status !== 'draft' && status !== 'planned')
      .map((one) => thing(key, 'experiment', one.key, one.title ?? undefined)),
  ])
  const starred = new Set(stars.map(({ kind, key }) => `${kind} ${key}`))
  const groups = [
    { value: 'Starred', items: things.filter(({ id }) => starred.has(id)) },
    {
      value: 'Pages',
      items: inHere.flatMap((key) =>
        PAGES.map(([page, label]) => go(`page ${page}`, label, key, pathOf(key, page))),
      ),
    },
    {
      value: 'Environments',
      items: environments
        .filter((key) => key !== environment)
        .map((key) => go(`environment ${key}`, key, 'environment', pathOf(key, 'flags'))),
    },
    { value: 'Flags and experiments', items: things.filter(({ id }) => !starred.has(id)) },
    {
      value: 'You',
      items: [
        ...THEMES.map(([theme, label]): Command => ({
          id: `theme ${theme}`,
          label,
          hint: 'theme',
          does: { kind: 'theme', theme },
        })),
        { id: 'sign out', label: 'Sign out', hint: '', does: { kind: 'sign_out' } } as const,
      ],
    },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function thing(
  environment: string,
  kind: StarredThing['kind'],
  key: string,
  title: string | undefined,
): Command {
  const hint = title === undefined ? kind : `${kind} ${key}`
  return go(`${kind} ${key}`, title ?? key, hint, pathOf(environment, `${kind}s`, key))
}

function go(id: string, label: string, hint: string, to: string): Command {
  return { id, label, hint, does: { kind: 'go', to } }
}

function pathOf(...parts: readonly string[]): string {
  return ['/environments', ...parts.map(encodeURIComponent)].join('/')
}

/** Whether a command is what somebody typed: all words, in whatever order. */
export function isMeant({ label, hint }: Command, typed: string): boolean {
  const text = `${label} ${hint}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
