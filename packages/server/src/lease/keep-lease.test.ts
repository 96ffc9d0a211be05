import { expect, it, onTestFinished } from 'vitest'
import { startTestService } from '../api/test-service.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { createLeaseKeeper } from './keep-lease.ts'
import { takeLease } from './lease.ts'

const TTL_MS = 30_000

async function start(logger: Logger = silentLogger) {
  const clock = createFakeClock()
  const { store, close } = await startTestService({ now: () => clock.now() })
  let isClosed = false
  const end = async () => {
    if (!isClosed) await close()
    isClosed = true
  }
  onTestFinished(end)
  const shared = { store, clock, logger, isGone: () => false, ttlMs: TTL_MS }
  const lease = createLeaseKeeper({ ...shared, name: 'experiments', holder: 'a' })
  const row = async () =>
    store.read(async (db) => db.selectFrom('leases').selectAll().executeTakeFirst())
  const other = async () => takeLease(store, 'b', TTL_MS, () => false, 'experiments')
  return { clock, lease, row, other, end }
}

it('is taken once, and written down anew when a third of it is over', async () => {
  const { clock, lease, row } = await start()
  const first = await lease.keep()
  const { expires_at: until = 0 } = (await row()) ?? {}
  clock.advance(TTL_MS / 3 - 1)
  expect([await lease.keep(), await row()]).toMatchObject([first, { expires_at: until }])
  clock.advance(1)
  expect([await lease.keep(), await row()]).toMatchObject([
    first,
    { token: 1, expires_at: until + TTL_MS / 3 },
  ])
})

it('is not had while another has it, and asked for again each time', async () => {
  const { clock, lease, other } = await start()
  await other()
  expect([await lease.keep(), lease.isHeld]).toEqual([undefined, false])
  clock.advance(TTL_MS)
  expect([await lease.keep(), lease.isHeld]).toMatchObject([{ holder: 'a', token: 2 }, true])
})

it('is asked for at once where it is in doubt, and given back all the same', async () => {
  const { clock, lease, other } = await start()
  await lease.keep()
  lease.doubt()
  expect([lease.isHeld, await lease.keep(), lease.isHeld]).toMatchObject([
    false,
    { token: 1 },
    true,
  ])
  lease.doubt()
  await lease.giveBack()
  expect(await other()).toMatchObject({ holder: 'b', token: 2 })
  // Whoever gave it back takes nothing from the next.
  await lease.giveBack()
  clock.advance(TTL_MS / 2)
  expect([await lease.keep(), await other()]).toMatchObject([undefined, { token: 2 }])
})

it('says so where it could not be given back', async () => {
  const said: unknown[] = []
  const { lease, end } = await start({
    ...silentLogger,
    error: (_fields, message) => void said.push(message),
  })
  await lease.keep()
  await end()
  await lease.giveBack()
  expect([lease.isHeld, said]).toEqual([false, ['a lease could not be given back; it runs out']])
})
