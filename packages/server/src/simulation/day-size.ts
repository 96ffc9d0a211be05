/** How large a day is. */
export interface DaySize {
  readonly peoplePerDay: number
  readonly hours: number
  readonly tickMs: number
  readonly seed: number
}
