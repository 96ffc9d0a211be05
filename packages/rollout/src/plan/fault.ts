/** One reason why a plan cannot work, with what to do about it. */
export interface PlanFault {
  /** Where in the plan, such as `steps[1].shareBps`. */
  readonly path: string
  readonly message: string
}
