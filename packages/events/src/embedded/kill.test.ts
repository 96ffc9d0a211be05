import { expect, it } from 'vitest'
import { killRounds } from '../testing/kill-rounds.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const ROUNDS = 25

it(
  'loses no acknowledged event and counts none twice when it is killed in the middle of anything',
  { timeout: 300_000 },
  async () => {
    // From at once to when several segments are sealed and merged.
    let round = 0
    const report = await killRounds(temporaryFolder(), ROUNDS, () => {
      round += 1
      return (round * 37) % 400
    })
    expect(report.lost).toEqual([])
    expect(report.twice).toBe(0)
    expect(report.counted).toBe(report.stored)
    expect(report.acknowledged).toBeGreaterThan(ROUNDS * 20)
  },
)
