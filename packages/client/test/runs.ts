/** How many runs a property gets: `few` in every test, more where `SLUICE_RUNS` says so. */
export function runs(few: number): number {
  const { process } = globalThis as { process?: { env: Readonly<Record<string, string>> } }
  return Number(process?.env['SLUICE_RUNS'] ?? few)
}
