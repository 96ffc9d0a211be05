// Installs the ClickHouse that the tests of the event store run in their own process.
// It is half a gigabyte, so it has a lockfile of its own, and no other install brings it.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pnpmCommand } from '../pnpm.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const store = new URL('./node_modules/.pnpm/', import.meta.url)

const [file, ...args] = pnpmCommand()
const { status, stdout, stderr } = spawnSync(file, [...args, 'install', '--frozen-lockfile'], {
  cwd: here,
})
const libraries = existsSync(store)
  ? readdirSync(store).filter((name) => name.startsWith('@chdb+lib-'))
  : []

if (status !== 0) {
  console.error(`${stdout.toString()}${stderr.toString()}`)
  // Without it everything but its own tests runs; those say that they were skipped.
  console.log('ClickHouse could not be installed: the tests that need it are skipped.')
} else if (libraries.length === 0) {
  const machine = `${process.platform} ${process.arch}`
  console.log(`ClickHouse has no library for ${machine}: the tests that need it are skipped.`)
} else {
  console.log(`ClickHouse is there: ${libraries.join(', ').replaceAll('+', '/')}.`)
}
