// Storybook bundles the addon's manager from what packages publish, so what that reads is built first.
import { fileURLToPath } from 'node:url'
import { pnpmCommand } from './pnpm.ts'
import { runCommand } from './run-command.ts'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const build = [...pnpmCommand(), '--filter', '@sluice/client...', 'run', 'build'] as const
const { code, output } = await runCommand(build, { cwd })
if (code !== 0) console.error(output)
process.exitCode = code
