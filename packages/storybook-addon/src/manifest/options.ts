/** What may stand beside the addon in `main.ts`. Nothing has to. */
export interface SluiceAddonOptions {
  /**
   * The file of the flags, from the folder of Storybook's project; or what
   * `sluice types --manifest` writes, which knows variants and not what a flag gives by
   * itself. Default: what the nearest `sluice.config.json` names, else `flags.yaml`.
   */
  readonly manifest?: string
  /**
   * Whether rules come along, so that a story's `context` decides. Default `true`. With
   * `false` a Storybook that everybody may open tells nobody's rules.
   */
  readonly rules?: boolean
  /** Where the app runs, to open it in the state of a story. */
  readonly app?: string
  /** Environments whose service may be asked what it serves, by name. */
  readonly live?: Readonly<Record<string, { readonly url: string; readonly clientKey: string }>>
}
