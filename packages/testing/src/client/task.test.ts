import { afterEach, expect, it } from 'vitest'
import { endTask, leaveTask, watchTask } from './task.ts'

afterEach(leaveTask)

it('runs everything once and in order, whether a test ends the task or not', async () => {
  watchTask()
  const ran: number[] = []
  const twice = (): void => void ran.push(0)
  queueMicrotask(twice)
  queueMicrotask(twice)
  queueMicrotask(() => {
    ran.push(1)
    queueMicrotask(() => ran.push(2))
  })
  expect(ran).toEqual([])
  endTask()
  expect(ran).toEqual([0, 0, 1, 2])
  queueMicrotask(() => ran.push(3))
  await Promise.resolve()
  await Promise.resolve()
  expect(ran).toEqual([0, 0, 1, 2, 3])
})

it('gives the function back, unless somebody else took its place', () => {
  const own = globalThis.queueMicrotask
  watchTask()
  watchTask()
  expect(globalThis.queueMicrotask).not.toBe(own)
  leaveTask()
  expect(globalThis.queueMicrotask).toBe(own)
  watchTask()
  const other = (): void => {}
  globalThis.queueMicrotask = other
  leaveTask()
  expect(globalThis.queueMicrotask).toBe(other)
  globalThis.queueMicrotask = own
})

it('loses nothing when one of them throws', async () => {
  watchTask()
  const ran: number[] = []
  queueMicrotask(() => {
    throw new Error('one')
  })
  queueMicrotask(() => ran.push(1))
  expect(endTask).toThrow('one')
  await Promise.resolve()
  expect(ran).toEqual([1])
})
