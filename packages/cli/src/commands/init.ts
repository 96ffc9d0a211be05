import type { Command } from '../command.ts'
import { confirm } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { findApp } from '../init/app/find-app.ts'
import { applyChanges } from '../init/apply.ts'
import type { FailedInstall } from '../init/install.ts'
import { install } from '../init/install.ts'
import { makePlan } from '../init/make-plan.ts'
import { choosePackages } from '../init/packages/packages.ts'
import type { Plan } from '../init/plan.ts'
import { packagesOf } from '../init/plan.ts'
import { showDone } from '../init/show-done.ts'
import { showDifference, showManual, showPlan } from '../init/show-plan.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile } from '../ruleset-file.ts'
import { noColors } from '../terminal/no-colors.ts'
import { plain } from '../terminal/plain.ts'
import { ownVersion } from '../version.ts'

/** Options of `sluice init`. */
export interface InitOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  /** False for `--no-install`. */
  readonly install?: boolean
  /** A folder with tarballs. */
  readonly packages?: string
}

/** Adds Sluice to the app in the working folder: all of it, or nothing. */
export async function init(command: Command, options: InitOptions): Promise<Outcome> {
  const { shell, say } = command
  const app = await findApp(shell)
  const packages = await choosePackages(ownVersion(), options.packages, shell)
  const plan = await makePlan(app, packages, command)
  if ('valid' in plan) return invalidFile(plan.source, plan.faults, shell)
  if (plan.changes.length === 0) return nothingToDo(plan, command)

  for (const line of showPlan(plan, shell.colors)) say(line)
  if (options.dryRun === true)
    return { exit: EXIT.ok, data: documentOf(plan, {}), text: ['Nothing was written: --dry-run.'] }
  if (!(await confirm(command, 'Go on?', options)))
    return { exit: EXIT.failed, data: documentOf(plan, {}), text: ['Nothing was changed.'] }

  const installs = options.install !== false && packagesOf(plan).length > 0
  // From before the first file is written, so that no signal leaves some of them behind.
  const stopped = installs ? shell.stopped() : undefined
  const undo = await applyChanges(plan.changes)
  if (stopped !== undefined) {
    say(`Installing with ${app.packageManager.name} …`)
    const failed = await install(app, undo, stopped, shell)
    if (failed !== undefined) return notInstalled(failed, command)
  }
  return {
    exit: plan.manual.length === 0 ? EXIT.ok : EXIT.failed,
    data: documentOf(plan, { written: true, installed: installs }),
    text: showDone(plan, installs, shell.colors),
  }
}

function notInstalled({ message, output }: FailedInstall, { shell }: Command): Outcome {
  const exit = EXIT.failed
  return {
    exit,
    data: { error: { code: 'INSTALL_FAILED', message, output, exitCode: exit } },
    text: [
      ...output.map((line) => shell.colors.dim(`  ${plain(line)}`)),
      `${shell.colors.red('error:')} ${message} ${shell.colors.dim('(INSTALL_FAILED)')}`,
      'Repair that and run it again, or write the files alone with --no-install.',
    ],
  }
}

function nothingToDo(plan: Plan, { shell }: Command): Outcome {
  const left = plan.manual.flatMap((step) => ['', ...showManual(step, shell.colors)])
  return {
    exit: plan.manual.length === 0 ? EXIT.ok : EXIT.failed,
    data: documentOf(plan, {}),
    text: [`Nothing to do: this app has Sluice already. ${plan.serve} serves its flags.`, ...left],
  }
}

function documentOf(
  { app, changes, packages, manual, flag }: Plan,
  { written = false, installed = false }: { written?: boolean; installed?: boolean },
): object {
  return {
    framework: app.framework,
    react: app.react,
    packageManager: app.packageManager.name,
    entry: app.entry?.name,
    git: app.git,
    written,
    installed,
    files: changes.map((change) => ({
      name: change.name,
      ...(change.before === undefined
        ? { change: 'add', text: change.after }
        : { change: 'change', difference: showDifference(change, noColors) }),
    })),
    packages: { ...packages.dependencies, ...packages.devDependencies },
    manual,
    flag,
  }
}
