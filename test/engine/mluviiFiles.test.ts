import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();

const RECORDED = 7_600_001;
const WITH_FILE_AND_RECORDING = 7_600_032;

async function download(parameters: INodeParameters, items: IDataObject[] = [{}], more = {}) {
	return await fixture.engine.run({
		node: 'mluvii',
		parameters: {
			resource: 'session',
			operation: 'downloadRecording',
			sessionId: locator('id', RECORDED),
			...parameters,
		},
		items,
		...more,
	});
}

/** What the sandbox keeps as the recording of a session. */
function recordingOf(session: number): Buffer {
	return Buffer.alloc(200_000, `recording of ${session} `);
}

function bytesOf(binary: { data: string } | undefined): Buffer {
	return Buffer.from(binary?.data ?? '', 'base64');
}

/** Has Mluvii name other recordings for the session. */
async function withRecordings(...recordings: IDataObject[]): Promise<void> {
	await fixture.sandbox.fault({
		service: 'mluvii',
		path: `/api/v1/Sessions/${RECORDED}`,
		kind: 'status',
		status: 200,
		body: { id: RECORDED, recordings },
	});
}

describe('a recording', () => {
	it('comes out as binary data with name and type, byte by byte', async () => {
		const { output } = await download({});
		const [item] = output;

		expect(item?.json).toMatchObject({ sessionId: RECORDED, id: 300_001 });
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(item?.binary?.data).toMatchObject({
			fileName: `session-${RECORDED}.mp3`,
			fileExtension: 'mp3',
			mimeType: 'audio/mpeg',
		});
		expect(bytesOf(item?.binary?.data).equals(recordingOf(RECORDED))).toBe(true);
	});

	it('goes into the field that is asked for', async () => {
		const { output } = await download({ binaryPropertyName: 'recording' });

		expect(Object.keys(output[0]?.binary ?? {})).toEqual(['recording']);
	});

	it.each([
		['401', 1],
		['redirect', 1],
		['html', 1],
	] as const)(
		'is downloaded although its token was revoked and Mluvii answers with %s',
		async (badToken, logins) => {
			await download({});
			await fixture.sandbox.configure({ mluvii: { badToken } });
			await fixture.sandbox.fault({
				service: 'mluvii',
				path: '/Storage',
				kind: 'delay',
				delayMs: 1,
			});
			const before = await fixture.logins('mluvii');
			await fixture.sandbox.revokeTokens('mluvii');
			const { output } = await download({});

			expect(bytesOf(output[0]?.binary?.data).equals(recordingOf(RECORDED))).toBe(true);
			expect((await fixture.logins('mluvii')) - before).toBe(logins);
		},
	);

	it.each(['drop', 'dropInBody', 'status'] as const)(
		'is asked for again when the transfer ends with %s, and is whole then',
		async (kind) => {
			await fixture.sandbox.fault({ service: 'mluvii', path: '/Storage', kind });
			const { output } = await download({});

			expect(bytesOf(output[0]?.binary?.data).equals(recordingOf(RECORDED))).toBe(true);
			expect((await fixture.calls('mluvii')).map(({ path }) => path)).toEqual([
				`/api/v1/Sessions/${RECORDED}`,
				'/Storage/Get',
				'/Storage/Get',
			]);
		},
	);

	it('that Mluvii does not find is named', async () => {
		await fixture.sandbox.fault({
			service: 'mluvii',
			path: '/Storage',
			kind: 'status',
			status: 404,
			body: { message: 'deleted by the retention policy' },
		});
		const { error } = await download({});

		expect(error?.message).toBe(
			`The recording 300001 of session ${RECORDED} was not found in Mluvii: deleted by the retention policy`,
		);
	});

	it('on another host is not fetched, so that no token goes there', async () => {
		for (const downloadUrl of [
			'https://elsewhere.example.com/Storage/Get?key=1',
			`${fixture.sandbox.lovi.url}/Storage/Get`,
			`${fixture.sandbox.mluvii.url}@elsewhere.example.com/Storage/Get`,
			'file:///etc/passwd',
		]) {
			await withRecordings({ id: 1, name: 'a', downloadUrl });
			const { error } = await download({});

			expect(error?.message).toMatch(/^Mluvii gave an address on another host: /);
		}
		expect(await fixture.calls('lovi')).toEqual([]);
	});

	it.each([
		[{ isDeleted: true, isUploading: false, downloadUrl: 'x' }, 'was deleted'],
		[{ isDeleted: false, isUploading: true, downloadUrl: 'x' }, 'is still being processed'],
		[{ isDeleted: false, isUploading: false, downloadUrl: null }, 'has no file'],
	])('without a file is refused: %p', async (recording, reason) => {
		await withRecordings({ id: 9, name: 'a', ...recording });
		const { error } = await download({});

		expect(error?.message).toBe(`The recording 9 of session ${RECORDED} ${reason}`);
		expect(await fixture.calls('mluvii')).toHaveLength(1);
	});

	it('of a session that has none is refused on its own item', async () => {
		const { json } = await download(
			{ sessionId: locator('id', '={{ $json.id }}') },
			[{ id: RECORDED }, { id: 7_600_002 }, { id: 7_600_004 }],
			{ continueOnFail: true },
		);

		expect(json.map(({ error, name }) => error ?? name)).toEqual([
			`session-${RECORDED}.mp3`,
			'Session 7600002 has no recording',
			'session-7600004.mp3',
		]);
	});
});

describe('shared files', () => {
	it('come out with their own names', async () => {
		const { output } = await download({
			sessionId: locator('id', WITH_FILE_AND_RECORDING),
			what: 'files',
		});

		expect(output).toHaveLength(1);
		expect(output[0]?.binary?.data).toMatchObject({
			fileName: expect.stringMatching(/^příloha č\. \d+\.pdf$/) as string,
			mimeType: 'application/pdf',
		});
		expect(bytesOf(output[0]?.binary?.data).toString()).toMatch(/^file \d+$/);
	});

	it('can be chosen by their numbers, and a wrong one is named', async () => {
		const chosen = (onlyIds: string) =>
			download({
				sessionId: locator('id', WITH_FILE_AND_RECORDING),
				what: 'files',
				options: { onlyIds },
			});

		expect((await chosen('800032')).json).toMatchObject([{ id: 800_032 }]);
		expect((await chosen('800032, 5')).error?.message).toBe('Session 7600032 has no file 5');
	});
});

describe('a recording that is kept on another host', () => {
	it('is never the login page of that host', async () => {
		const { sandbox } = fixture;
		await sandbox.configure({ mluvii: { fileHost: 'redirect' } });
		await sandbox.fault({ service: 'storage', kind: 'html', times: 0 });
		const { error, output } = await download({});

		expect(error?.message).toContain('sent its login page instead of an answer');
		expect(output).toEqual([]);
		expect(await fixture.logins('mluvii')).toBeGreaterThan(0);
	});

	it('names the host when it is not to be had there', async () => {
		const { sandbox } = fixture;
		await sandbox.configure({ mluvii: { fileHost: 'redirect' } });
		await sandbox.fault({ service: 'storage', kind: 'status', status: 403, times: 0 });
		const { error } = await download({});

		expect(error?.message).toContain(new URL(sandbox.mluvii.storageUrl).host);
	});
});
