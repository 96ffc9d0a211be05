/** Launch options of Playwright for a Chromium that reaches nothing but loopback. */
export declare const chromiumLaunch: {
    executablePath: string;
    env: Record<string, string>;
    args: string[];
};
