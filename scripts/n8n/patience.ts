/** How long a step of n8n may take, in the editor and behind it, on a machine that is busy. */
export const PATIENCE_MS = 120_000;
