import { structuredPatch } from 'diff'
import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import type { App } from './app/app.ts'
import { FRAMEWORK_NAMES } from './app/framework.ts'
import type { FileChange } from './files/file-change.ts'
import type { ManualStep, Plan } from './plan.ts'
import { packagesOf } from './plan.ts'

/** Lines around a change, to tell where it is. */
const CONTEXT_LINES = 2

const GIT: Readonly<Record<App['git'], string | undefined>> = {
  clean: undefined,
  changed: 'There are changes that are not committed. Commit them first to tell them from these.',
  none: 'This is no git repository, so nothing here can bring the files back as they were.',
}

/** Shows everything that a plan does, with the exact difference of each file that is there already. */
export function showPlan(plan: Plan, colors: Colors): string[] {
  const { app, changes, manual } = plan
  const { bold, cyan, green, yellow } = colors
  const added = changes.filter(({ before }) => before === undefined)
  const changed = changes.filter(({ before }) => before !== undefined)
  const width = Math.max(0, ...added.map(({ name }) => name.length))
  const packages = packagesOf(plan)
  const git = GIT[app.git]
  return [
    showApp(app, colors),
    ...(added.length === 0 ? [] : ['', bold('Add')]),
    ...added.map(({ name, about }) => `  ${green(plain(name).padEnd(width))}  ${about}`),
    ...changed.flatMap((change) => [
      '',
      `${bold('Change')} ${cyan(plain(change.name))}  ${change.about}`,
      ...showDifference(change, colors),
    ]),
    ...(packages.length === 0 ? [] : ['', `${bold('Install')} with ${app.packageManager.name}`]),
    ...packages.map(([name, source]) => `  ${green(name)} ${plain(source)}`),
    ...manual.flatMap((step) => ['', ...showManual(step, colors)]),
    ...(git === undefined ? [] : ['', yellow(git)]),
    '',
  ]
}

/** Shows what somebody has to do, to the line. */
export function showManual(
  { because, where, lines }: ManualStep,
  { bold, cyan }: Colors,
): string[] {
  return [
    `${bold('Left to you')} in ${cyan(plain(where))}, because ${because}: paste these lines, the last ones around what it draws.`,
    ...lines.map((line) => (line === '' ? '' : `    ${plain(line)}`)),
  ]
}

/** The difference of a file that is there already, as a unified diff without its head. */
export function showDifference({ name, before, after }: FileChange, colors: Colors): string[] {
  const options = { context: CONTEXT_LINES }
  const { hunks } = structuredPatch(name, name, before ?? '', after, '', '', options)
  return hunks.flatMap(({ oldStart, lines }) => [
    colors.dim(`  @@ line ${oldStart}`),
    ...lines.map((line) => {
      const shown = `  ${plain(line.replace(/\r$/, '').replaceAll('\t', '  '))}`
      if (line.startsWith('+')) return colors.green(shown)
      return line.startsWith('-') ? colors.red(shown) : shown
    }),
  ])
}

function showApp({ framework, react, ending, entry, packageManager }: App, { bold, dim }: Colors) {
  const language = ending === 'tsx' ? 'TypeScript' : 'JavaScript'
  const parts = [
    `React ${plain(react)}`,
    language,
    `${packageManager.name} ${dim(`(${packageManager.from})`)}`,
  ]
  const root = entry === undefined ? [] : [`root in ${plain(entry.name)}`]
  return `${bold(FRAMEWORK_NAMES[framework])}, ${[...parts, ...root].join(', ')}`
}
