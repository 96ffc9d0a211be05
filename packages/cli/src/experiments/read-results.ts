import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'

/** A number with its uncertainty. */
export interface Estimate {
  readonly estimate: number
  readonly p: number
  readonly interval: { readonly low: number; readonly high: number }
}

/** Why a number is missing. */
export interface Refused {
  readonly refused: string
  readonly message: string
}

/** A metric of a treatment against the control. */
export interface Row {
  readonly metric: string
  readonly treatment: string
  readonly lift?: Estimate | Refused
  /** At a planned look, its settings have the alpha of that look. */
  readonly difference?: Estimate & { readonly settings?: { readonly alpha?: number } }
  readonly adjustedP?: number
  readonly finding?: string
  readonly margin?: number
  readonly refused?: string
  /** Of a guardrail: nothing of it has happened in either variant. */
  readonly isNone?: boolean
  readonly message?: string
}

/** What was measured of a metric. */
export interface Figures {
  readonly metric: string
  readonly role: string
  readonly variants: readonly {
    readonly variant: string
    readonly n: number
    readonly value: number | null
    readonly numerator?: number
  }[]
}

/** A metric that is read apart. */
export interface Apart {
  readonly metric: string
  readonly kind: string
  readonly values: Readonly<
    Record<
      string,
      {
        readonly value?: number
        readonly medianMs?: number | null
        /** Of times: for how long somebody of every variant was there; the horizon where it is absent. */
        readonly untilMs?: number
        /** The share that got there by then; absent from what an earlier release froze. */
        readonly reached?: number
        /** The mean until then; absent in the same cases. */
        readonly meanMs?: number
      }
    >
  >
  readonly comparisons: readonly (Omit<Row, 'metric'> & {
    readonly logRank?: { readonly p: number }
  })[]
  readonly failed?: string
}

/** Whether another experiment changes the effect. */
export interface Interaction {
  readonly experiment: string
  readonly metric: string
  readonly treatment: string
  readonly otherTreatment: string
  /** Absent where too few units are in both to tell. */
  readonly adjustedP?: number
  readonly isThere: boolean
}

/** The planned looks that were taken, and which of them is shown. */
export interface Looks {
  /** From 0 on; `null` before the first. */
  readonly shown: number | null
  readonly taken: readonly {
    readonly look: number
    readonly units: number
    /** Of these, those that had lived what decides; absent from what an earlier release froze. */
    readonly lived?: number | null
    readonly plannedAt: string
    readonly readAt: string
  }[]
  readonly next: { readonly look: number; readonly plannedUnits: number } | null
  /** Guardrails that are of now, and not of the look; absent from what an earlier release froze. */
  readonly byNow?: readonly string[]
  readonly lateUnits: number
}

/** The part of results that a terminal shows. */
export interface ShownResults {
  readonly key: string
  readonly title: string | null
  readonly hypothesis: string
  readonly status: string
  readonly simulated: boolean
  readonly from: string
  readonly until: string
  readonly planHash: string
  readonly allocationVersion: number
  readonly verdict: {
    readonly decision: string
    readonly rule: string
    readonly treatment?: string
    /** That it rests on less than whole weeks. */
    readonly caution?: string
    readonly isGrey: boolean
    readonly grey: readonly {
      readonly code: string
      readonly message: string
      readonly since?: string
    }[]
  }
  readonly plan: {
    readonly control: string
    readonly weeks: number
    readonly alpha: number
    readonly variants: readonly { readonly key: string; readonly share: number }[]
    readonly stopping: { readonly kind: string; readonly notBeforeMs?: number }
  }
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly title?: string
        readonly kind: string
        readonly unit?: string
        readonly horizonMs?: number
        readonly direction: string
        readonly sentBy?: string
      }
    >
  >
  readonly analysis: {
    /** Whether the plan has nothing to wait for. */
    readonly progress?: { readonly isEnded: boolean }
    readonly health: {
      readonly status: string
      /** Without a p where it could not be tested. */
      readonly srm?: { readonly p?: number }
      readonly srmSequential: { readonly p: number }
      readonly severalVariants: { readonly units: number; readonly share: number }
      /** Absent from what was frozen by an earlier release. */
      readonly emptyDays?: readonly string[]
    }
    readonly primary: readonly Row[]
    readonly guardrails: readonly Row[]
    readonly secondary: readonly Row[]
    readonly segments: readonly {
      readonly segment: string
      readonly values: readonly { readonly value: string; readonly rows: readonly Row[] }[]
    }[]
    readonly notes: readonly string[]
  }
  readonly progress: {
    readonly units: number
    /** Absent from what was frozen by an earlier release. */
    readonly isFirstDay?: boolean
    readonly plannedUnits: number | null
    /** Units that have lived the slowest metric that decides; absent from what an earlier release froze. */
    readonly lived?: {
      readonly metric: string
      readonly ms: number
      readonly units: number
    } | null
    readonly startedAt: number
    /** Where a new allocation began anew; absent from what was frozen by an earlier release. */
    readonly countedFrom?: number
    readonly daysLeft: number
    readonly detectable: readonly { readonly metric: string; readonly lift: number | null }[]
  }
  readonly units: Readonly<Record<string, number>>
  /** Under the allocation that counts; absent from what was frozen by an earlier release. */
  readonly shares?: Readonly<Record<string, number>>
  readonly figures: readonly Figures[]
  /** `null` where every look is valid; absent from what was frozen by an earlier release. */
  readonly looks?: Looks | null
  readonly newer?: {
    readonly units: Readonly<Record<string, number>>
    readonly figures: readonly Figures[]
  } | null
  readonly apart: readonly Apart[]
  readonly days: readonly {
    readonly day: string
    readonly units: Readonly<Record<string, number>>
  }[]
  readonly segments: readonly { readonly segment: string; readonly hidden: number }[]
  /** Absent from what was frozen by an earlier release. */
  readonly interactions?: readonly Interaction[]
  /** Others on the same units that are too many to be asked about; absent from what was frozen by an earlier release. */
  readonly unasked?: readonly string[]
  readonly edits: readonly {
    readonly at: number
    readonly actor: string
    readonly what: string
    /** Of what, where it is not the flag itself; missing in what an earlier release froze. */
    readonly name?: string
  }[]
  readonly queries: readonly { readonly sql: string; readonly params: unknown }[]
  /** `null` until it is decided; absent from what was frozen by an earlier release. */
  readonly decided?: {
    readonly decision: string
    readonly variant: string
    readonly reason: string
    readonly decidedAt: string
    readonly decidedBy: { readonly name: string }
    readonly against: readonly { readonly message: string }[]
    readonly learned: string | null
    /** Where the results are that it was decided by; absent from what an earlier release answers. */
    readonly snapshot?: { readonly href: string }
  } | null
  readonly snapshot: { readonly id: string; readonly href: string } | null
}

const MEMBERS = [
  'verdict',
  'plan',
  'metrics',
  'analysis',
  'progress',
  'figures',
  'days',
  'segments',
]

/**
 * Takes results out of an answer.
 *
 * @throws SluiceError `NOT_SLUICE` where the answer is something else
 */
export function readResults(body: JsonObject): ShownResults {
  const isThere = MEMBERS.every((name) => typeof body[name] === 'object' && body[name] !== null)
  if (isThere) return body as unknown as ShownResults
  throw new SluiceError('NOT_SLUICE', 'The service answered with no results.')
}
