import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

it('lets so many run at a time, in the order in which they came', async () => {
  const turns = createTurns(2)
  const log: string[] = []
  let running = 0
  const task = (name: string) => async (): Promise<string> => {
    expect(++running).toBeLessThanOrEqual(2)
    log.push(name)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
    return name
  }
  const names = ['a', 'b', 'c', 'd', 'e']
  expect(await Promise.all(names.map(async (name) => turns(task(name))))).toEqual(names)
  expect(log).toEqual(names)
})

it('goes on after a task that failed', async () => {
  const turns = createTurns(1)
  const failed = turns(() => Promise.reject(new Error('no')))
  const next = turns(async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
})

it('lets timers run between tasks that are there at once', async () => {
  const turns = createTurns(1)
  const log: string[] = []
  setTimeout(() => log.push('timer'), 1)
  const busy = async (name: string): Promise<void> => {
    const end = performance.now() + 5
    while (performance.now() < end);
    log.push(name)
  }
  await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => turns(async () => busy(name))))
  expect(log.slice(0, -1)).toContain('timer')
})
