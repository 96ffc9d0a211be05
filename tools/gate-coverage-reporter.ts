import { GateCoverageReporter } from '@sluice/testing/coverage'

/** Fails a whole run that leaves a variant of the shop's flags untested. */
export default class ShopCoverage extends GateCoverageReporter {
  constructor() {
    super({
      manifest: 'apps/demo/flags.yaml',
      projects: ['shop', 'e2e'],
      failOnUntested: true,
    })
  }
}
