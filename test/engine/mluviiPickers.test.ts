import { locator, useFixture } from '../support/fixture';

const fixture = useFixture();
const parameters = { authentication: 'mluviiApi' };

async function search(method: string, filter?: string, paginationToken?: string) {
	return await fixture.engine.search('mluvii', method, { parameters, filter, paginationToken });
}

/** List, what its first entries look like, and a search with its only result. */
const LISTS: Array<[method: string, path: string, first: object, filter: string, found: object]> = [
	[
		'searchUsers',
		'/api/v1/Users',
		{
			name: expect.stringContaining(' · ') as string,
			value: expect.stringMatching(/^\d+$/) as string,
		},
		'anna.novak',
		{ name: 'Anna Novák · anna.novak', value: '101' },
	],
	[
		'searchDepartments',
		'/api/v1/Departments',
		{ name: 'Customer care', value: '62' },
		'technická',
		{ name: 'Technická podpora', value: '64' },
	],
	[
		'searchGroups',
		'/api/v1/Groups',
		{ name: 'All of support' },
		'7301',
		{ name: 'Sales team', value: '7301' },
	],
	[
		'searchTags',
		'/api/v1/Tags',
		{ name: expect.stringContaining('Department') as string },
		'iban',
		{ name: 'IBAN/account · Department 64', value: '9008' },
	],
	[
		'searchTagNames',
		'/api/v1/Tags',
		{ name: expect.stringContaining('Department') as string },
		'vrácené',
		{ name: 'vrácené zboží · Department 63', value: 'vrácené zboží' },
	],
	[
		'searchContacts',
		'/api/v1/Contacts',
		{ name: 'Jan Dvořák · guest0@example.com · +420601000000 · #500000', value: '500000' },
		'guest259@example.com',
		{ value: '500259' },
	],
	[
		'searchCampaigns',
		'/api/v1/Campaigns',
		{ name: 'Spring call round', value: '5001' },
		'PARCEL',
		{ name: 'Parcel on its way 📦', value: '5003' },
	],
	[
		'searchWebhooks',
		'/api/v1/Webhooks',
		{ name: '#7 · https://user:***@example.com/a · SessionEnded', value: '7' },
		'example.com/b',
		{ name: '#8 · https://example.com/b?secret=*** · SessionCreated, SessionEnded', value: '8' },
	],
];

beforeEach(async () => {
	await fixture.sandbox.setWebhooks([
		{ id: 7, eventTypes: ['SessionEnded'], callbackUrl: 'https://user:pass@example.com/a' },
		{
			id: 8,
			eventTypes: ['SessionCreated', 'SessionEnded'],
			callbackUrl: 'https://example.com/b?secret=x',
		},
	]);
});

describe.each(LISTS)('%s', (method, path, first, filter, found) => {
	it('shows the records by name', async () => {
		const { results } = await search(method);

		expect(results.length).toBeGreaterThan(1);
		expect(results[0]).toMatchObject(first);
	});

	it('finds what is typed', async () => {
		const { results } = await search(method, filter);

		expect(results).toHaveLength(1);
		expect(results[0]).toMatchObject(found);
	});

	it('shows nothing for what does not exist', async () => {
		expect((await search(method, 'nobody@nowhere.example')).results).toEqual([]);
	});

	it('says so when the key may not read the list', async () => {
		await fixture.sandbox.fault({ service: 'mluvii', path, kind: 'status', status: 403 });

		await expect(search(method)).rejects.toThrow('The credential may not do this in Mluvii');
	});
});

describe('contacts', () => {
	it('are shown page by page', async () => {
		const first = await search('searchContacts');
		const second = await search('searchContacts', '', first.paginationToken);

		expect(first.results).toHaveLength(50);
		expect(second.results[0]?.value).toBe('500050');
	});

	it('are reached to the last one when Mluvii sends smaller pages', async () => {
		const all = await everything('searchContacts');
		await fixture.sandbox.configure({ mluvii: { maxPageSize: 20 } });

		expect((await everything('searchContacts')).flat()).toEqual(all.flat());
		expect(all.flat()).toHaveLength(260);
	});

	it('are found by phone number and by name, also far down the list', async () => {
		const byPhone = await search('searchContacts', '+42060 1000200');
		const byNumber = await search('searchContacts', '500257');

		expect(byPhone.results.map(({ value }) => value)).toEqual([]);
		expect((await search('searchContacts', '+420601000200')).results).toMatchObject([
			{ value: '500200' },
		]);
		expect(byNumber.results).toMatchObject([{ value: '500257' }]);
	});
});

/** Scrolls on to the end. */
async function everything(method: string, filter?: string) {
	const pages = [];
	let paginationToken: string | undefined;
	do {
		const page = await search(method, filter, paginationToken);
		pages.push(page.results.map(({ value }) => Number(value)));
		({ paginationToken } = page as { paginationToken?: string });
	} while (paginationToken !== undefined && pages.length < 100);
	return pages;
}

describe('sessions', () => {
	/** Newest first. */
	async function ids() {
		return (await fixture.sandbox.sessions()).sort((a, b) => b - a);
	}

	it.each(['newestFirst', 'oldestFirst'] as const)(
		'are shown from the newest on, and down to the oldest when scrolling on (%s)',
		async (sessionOrder) => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder } });
			const newest = await ids();
			const pages = await everything('searchSessions');
			const [first = []] = pages;

			expect(first.length).toBeGreaterThanOrEqual(50);
			expect(first).toEqual(newest.slice(0, first.length));
			expect(new Set(pages.flat())).toEqual(new Set(newest));
		},
	);

	it('are shown from the newest on when there are many on one day', async () => {
		await fixture.sandbox.configure({ mluvii: { sessionOrder: 'oldestFirst' } });
		await fixture.sandbox.setSessions(3_000);
		const newest = await ids();
		const { results } = await search('searchSessions');

		expect(results.slice(0, 50).map(({ value }) => Number(value))).toEqual(newest.slice(0, 50));
		expect(await fixture.calls('mluvii')).not.toHaveLength(0);
	});

	it.each(['newestFirst', 'oldestFirst'] as const)(
		'with certain words are shown in the same way (%s)',
		async (sessionOrder) => {
			await fixture.sandbox.configure({ mluvii: { sessionOrder } });
			const pages = await everything('searchSessions', 'order');
			const { json } = await fixture.engine.run({
				node: 'mluvii',
				parameters: {
					resource: 'session',
					operation: 'getMany',
					returnAll: true,
					filters: { activityTextsContain: 'order' },
				},
			});

			expect(new Set(pages.flat())).toEqual(new Set(json.map(({ id }) => id)));
		},
	);

	it('are reached to the last one when Mluvii sends smaller pages', async () => {
		await fixture.sandbox.configure({ mluvii: { maxPageSize: 20 } });
		const pages = await everything('searchSessions');

		expect(pages.flat()).toEqual(await ids());
	});
});

describe('lists that may be paged', () => {
	it.each(['searchUsers', 'searchTags', 'searchDepartments', 'searchGroups', 'searchWebhooks'])(
		'%s shows all of them in pages as well',
		async (method) => {
			const whole = await search(method);
			await fixture.sandbox.configure({ mluvii: { pagedLists: true, maxPageSize: 1 } });

			expect(await search(method)).toEqual(whole);
		},
	);
});

describe('lists whose address is not confirmed', () => {
	it.each(['searchDepartments', 'searchGroups', 'searchCampaigns'])(
		'%s says so when Mluvii does not know it, and what else can be done',
		async (method) => {
			await fixture.sandbox.fault({
				service: 'mluvii',
				path: /Departments|Groups|Campaigns/,
				kind: 'status',
				status: 404,
			});

			await expect(search(method)).rejects.toMatchObject({
				message: expect.stringMatching(/^The list of \w+ was not found in Mluvii$/) as string,
				description: expect.stringContaining('API Request') as string,
			});
		},
	);

	it('is said for a contact that is not found, too', async () => {
		const { error } = await fixture.engine.run({
			node: 'mluvii',
			parameters: { resource: 'contact', operation: 'get', contactId: locator('id', 5) },
		});

		expect(error?.message).toBe('Contact 5 was not found in Mluvii');
		expect(error?.description).toContain('not confirmed by the documentation of Mluvii');
	});
});

describe('departments of fields that take several', () => {
	it('are offered by name', async () => {
		expect(await fixture.engine.options('mluvii', 'getDepartments', parameters)).toEqual([
			{ name: 'Customer care', value: '62' },
			{ name: 'Sales', value: '63' },
			{ name: 'Technická podpora', value: '64' },
		]);
	});
});
