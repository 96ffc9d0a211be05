import type { Colors } from '../shell.ts'
import { installCommand } from './app/package-manager.ts'
import type { Plan } from './plan.ts'
import { packagesOf } from './plan.ts'
import { showManual } from './show-plan.ts'

/** Says what was done, what is left, what to type next, and what will be seen. */
export function showDone(plan: Plan, isInstalled: boolean, colors: Colors): string[] {
  const { app, changes, manual, serve, develop, flag, flagsFile, hasOwnProvider } = plan
  const { bold, cyan, green } = colors
  const added = changes.filter(({ before }) => before === undefined).length
  const packages = packagesOf(plan).length
  const done = [
    ...(added > 0 ? [`${counted(added, 'file')} added`] : []),
    ...(changes.length > added ? [`${changes.length - added} changed`] : []),
    ...(isInstalled && packages > 0 ? [`${counted(packages, 'package')} installed`] : []),
  ]
  const variables = app.framework === 'next' ? 'NEXT_PUBLIC_SLUICE' : 'VITE_SLUICE'
  const first = isInstalled || packages === 0 ? [] : [installCommand(app.packageManager).join(' ')]
  const typed = [...first, serve, ...(develop === undefined ? [] : [develop])]
  const width = Math.max(...typed.map((line) => line.length))
  const explained = [
    ...first.map((line) => [line, 'installs the packages'] as const),
    [serve, `serves ${flagsFile}; each valid save reaches the open pages`] as const,
    ...(develop === undefined ? [] : [[develop, 'in a second terminal; open the page'] as const]),
  ]
  return [
    green(`Done: ${done.join(', ')}.`),
    ...manual.flatMap((step) => ['', ...showManual(step, colors)]),
    '',
    bold('Next'),
    ...explained.map(([line, what]) => `  ${cyan(line.padEnd(width))}  ${what}`),
    ...(flag === undefined
      ? []
      : [
          '',
          `At the top of the page a strip says whether ${flag} is open. Turn it on or off in ${flagsFile}`,
          'and save: the strip changes, without a reload.',
        ]),
    '',
    hasOwnProvider
      ? 'The app has a provider already: its client says which service it asks.'
      : `Before you build for production, set ${variables}_URL and ${variables}_CLIENT_KEY.`,
  ]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
