import { Menu } from '../toolbar/Menu.tsx'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { convert, ThemeProvider, themes } from 'storybook/theming'
import { Panel } from './Panel.tsx'
import { report } from './sample-report.ts'

const meta: Meta<typeof Panel> = {
  title: 'Addon/Panel',
  component: Panel,
  args: { report, live: undefined, onChoose: fn(), onAskLive: fn() },
  // It is drawn by the frame of Storybook, and reads no gate itself.
  parameters: { sluice: { disable: true }, layout: 'fullscreen' },
  decorators: [
    (Story, { parameters }) => (
      <ThemeProvider theme={convert(parameters['isDark'] === true ? themes.dark : themes.light)}>
        <main style={parameters['isDark'] === true ? { background: '#1b1c1d' } : {}}>
          <Story />
        </main>
      </ThemeProvider>
    ),
  ],
}

export default meta

type Story = StoryObj<typeof Panel>

export const Gates: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('radio', { name: 'One piece' }))
    await expect(args.onChoose).toHaveBeenCalledWith({
      type: 'flag',
      where: 'here',
      key: 'hero-layout',
      given: { variant: 'portrait' },
    })
  },
}

export const Dark: Story = { parameters: { isDark: true } }

export const Narrow: Story = {
  decorators: [
    (Story) => (
      <div style={{ inlineSize: 320 }}>
        <Story />
      </div>
    ),
  ],
}

export const Empty: Story = {
  args: { report: { ...report, rows: [], exposures: [], outcomes: [], forced: 0 } },
}

export const Waiting: Story = { args: { report: undefined } }

export const Threw: Story = { args: { crash: 'The basket is undefined.' } }

export const Faults: Story = {
  args: {
    report: {
      ...report,
      faults: ['flags.yaml:12:3 is no YAML: Map keys must be unique. Mend the line and save.'],
    },
  },
}

export const Live: Story = {
  args: {
    live: [
      { name: 'staging', served: { 'hero-layout': 'A full shelf', banner: 'Everyday' } },
      { name: 'production', served: {}, fault: 'https://gates.example does not answer.' },
    ],
  },
}

/** A value that is no variant: the object in a small editor. */
export const Editing: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: /^Edit/ }))
    const field = canvas.getByRole('textbox', { name: /as JSON/ })
    await userEvent.clear(field)
    await userEvent.type(field, '[[')
    await expect(canvas.getByRole('button', { name: 'Apply' })).toBeDisabled()
    await userEvent.clear(field)
    await userEvent.type(field, '{{"text":"New"}')
    await userEvent.click(canvas.getByRole('button', { name: 'Apply' }))
    await expect(args.onChoose).toHaveBeenCalledWith(
      expect.objectContaining({ key: 'banner', given: { value: { text: 'New' } } }),
    )
  },
}

export const ToolbarMenu: Story = {
  render: ({ report: shown, onChoose }) => <Menu report={shown} onChoose={onChoose} />,
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('radio', { name: 'Stale' }))
    await expect(args.onChoose).toHaveBeenCalledWith({ type: 'state', state: 'stale' })
  },
}
