import { readFileSync } from 'node:fs'
import { compile, isUnresolved } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EXIT } from './exit-codes.ts'
import { runSluice } from './testing/run-sluice.ts'
import { spawnSluice } from './testing/spawn-sluice.ts'
import { testFolder } from './testing/test-service.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const frontPage = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

/** The blocks of code of a language. */
function blocks(language: string, text = readme): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code]) => code ?? '',
  )
}

/** Splits a line as a shell does, as far as the examples need it. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  )
}

describe('README', () => {
  it('has examples that all work, one after the other', async () => {
    const { folder, write } = await testFolder()
    await write('flags.yaml', blocks('yaml')[0] ?? '')
    const lines = blocks('sh').flatMap((block) => block.trim().split('\n'))
    const commands = lines
      .filter((line) => line.startsWith('sluice '))
      .map((line) => words(line).slice(1))
    expect(commands.length).toBeGreaterThan(15)
    let url = ''
    for (const argv of commands) {
      if (argv[0] === 'serve') {
        const service = spawnSluice([...argv, '--port', '0'], folder)
        await service.prints('Watching flags.yaml')
        url = /http:\/\/\S+/.exec(service.out())?.[0] ?? ''
        continue
      }
      const { exit, out, err } = await runSluice(argv, {
        cwd: folder,
        env: url === '' ? {} : { SLUICE_URL: url },
      })
      expect([argv, exit, err]).toEqual([argv, EXIT.ok, ''])
      expect(out).not.toBe('')
    }
  })

  it('of the repository shows a flag that one person in ten gets', async () => {
    const { folder, write } = await testFolder()
    await write('flags.yaml', blocks('yaml', frontPage)[0] ?? '')
    const people = Array.from({ length: 200 }, (_, number) => `person-${number}`)
    const { ruleset } = parseRuleset(parse(blocks('yaml', frontPage)[0] ?? ''))
    const { evaluate } = compile(ruleset)
    const answers = people.map((targetingKey) => evaluate('new-checkout', { targetingKey }, 0))
    const open = answers.filter((answer) => !isUnresolved(answer) && answer.value === true)
    expect(open.length).toBeGreaterThan(8)
    expect(open.length).toBeLessThan(35)
    const { exit } = await runSluice(['validate'], { cwd: folder, env: {} })
    expect(exit).toBe(EXIT.ok)
  })

  it('lists every exit code', () => {
    for (const code of Object.values(EXIT)) {
      expect(new RegExp(String.raw`^\| ${code} +\| \S`, 'm').test(readme)).toBe(true)
    }
  })

  it('names every environment variable that is read', () => {
    for (const name of [
      'URL',
      'TOKEN',
      'ENVIRONMENT',
      'PORT',
      'HOST',
      'DATA_DIR',
      'PUBLIC_URL',
      'LOG_LEVEL',
    ]) {
      expect(readme).toContain(`\`SLUICE_${name}\``)
    }
  })
})
