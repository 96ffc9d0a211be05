import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core'

const PATIENCE_MS = 40_000
const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url))

/** A story in the frame of Storybook. */
export class OpenStory implements AsyncDisposable {
  readonly page: Page
  /** What is drawn in the canvas. */
  readonly story: FrameLocator
  /** Errors of the page. */
  readonly errors: string[] = []
  /** Every address that the page asked. */
  readonly asked: string[] = []

  private constructor(page: Page) {
    this.page = page
    this.story = page.frameLocator('#storybook-preview-iframe')
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => this.errors.push(String(error)))
    page.on('request', (request) => this.asked.push(request.url()))
  }

  static async open(page: Page, address: string): Promise<OpenStory> {
    const open = new OpenStory(page)
    await page.goto(address)
    return open
  }

  /** Opens the panel of the addon. */
  async openPanel(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Gates' }).click()
    await this.page
      .getByText(/^(\d+ gates?|This story reads no gate)$/)
      .first()
      .waitFor()
  }

  /** The row of a flag in the panel. */
  row(flag: string): Locator {
    return this.page.locator(`[data-flag="${flag}"]`)
  }

  /** Chooses a variant in the panel. */
  async choose(flag: string, variant: string): Promise<void> {
    // The circle of the browser lies invisible over the words.
    await this.row(flag).getByRole('radio', { name: variant, exact: true }).click({ force: true })
  }

  /** The keys of the rows, from top to bottom. */
  async keys(): Promise<string[]> {
    return this.page
      .locator('ol > [data-flag]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-flag') ?? ''))
  }

  /** The document of the canvas. */
  canvas(): Frame {
    const frame = this.page.frame({ name: 'storybook-preview-iframe' })
    if (!frame) throw new Error('Storybook has no canvas.')
    return frame
  }

  /** What axe finds in a part of the page: one line for each element. */
  async violations(part: string, where: Page | Frame = this.page): Promise<string[]> {
    await where.addScriptTag({ path: AXE })
    const { violations } = await where.evaluate((selector) => {
      const { axe } = window as unknown as { axe: { run(part: unknown): Promise<AxeResults> } }
      // The grid is out of reach of the app, in a root of its own.
      const host = [...document.querySelectorAll('div')].find((each) => each.shadowRoot)
      return axe.run(host?.shadowRoot?.querySelector(selector) ?? selector)
    }, part)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close()
  }
}
