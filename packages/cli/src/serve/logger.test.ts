import type { Logger } from '@sluice/server'
import { describe, expect, it } from 'vitest'
import { noColors } from '../terminal/no-colors.ts'
import { createLogger } from './logger.ts'

async function logged(write: (logger: Logger) => void): Promise<string> {
  let text = ''
  const shell = { env: {}, colors: noColors, note: (line: string) => void (text += line) }
  const settings = {
    mode: 'development',
    logLevel: 'info',
    port: 0,
    host: '',
    dataDir: '',
  } as const
  write(await createLogger(settings, shell as never))
  return text
}

describe('the log in development', () => {
  it('says warnings and errors in words, and is silent about the rest', async () => {
    const text = await logged((logger) => {
      logger.debug({}, 'a')
      logger.info({}, 'b')
      logger.warn({ flag: 'x', count: 2 }, 'the flag cannot be read')
      logger.error({ err: new Error('no space'), at: undefined }, 'the write failed')
    })
    expect(text).toBe(
      'warning: the flag cannot be read flag=x count=2\nerror: the write failed err=no space at=undefined\n',
    )
  })

  it('cannot be used to write to the terminal', async () => {
    expect(await logged((logger) => logger.warn({ path: '\u001b[2J' }, 'a\nb'))).toBe(
      String.raw`warning: a\nb path=\u001b[2J` + '\n',
    )
  })
})
