/** What a rule asks for, in words that every product here can say. */
export type Ask =
  | {
      readonly attribute: 'country'
      readonly op: 'in'
      readonly values: readonly string[]
    }
  | {
      readonly attribute: 'plan'
      readonly op: 'equals'
      readonly value: string
    }
  | {
      readonly attribute: 'age'
      readonly op: 'atLeast'
      readonly value: number
    }
/** Flags whose rules are tried in turn until one includes the person. */
export interface Workload {
  readonly flags: number
  /** What every rule serves: one variant, or each of two to half of the people. */
  readonly serves: 'variant' | 'split'
  /** The rules of a flag: the last includes everybody here, the others nobody. */
  readonly rulesOf: (flag: number) => readonly Ask[]
}
/** One flag, one rule. */
export declare const oneRule: (serves: Workload['serves']) => Workload
/** 1,000 flags with ten rules each, of which the tenth matches; some rules occur in several flags. */
export declare const tenRules: (serves: Workload['serves']) => Workload
/** The keys of all flags of a workload, as strings that a lookup has seen before. */
export declare const flagKeys: ({ flags }: Workload) => readonly string[]
