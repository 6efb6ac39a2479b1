/** n8n on a busy machine takes its time; what a test waits for ends it as soon as it is there. */
jest.setTimeout(180_000);
