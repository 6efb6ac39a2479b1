import { timestamp } from './values';

/** The company of the API key. */
export const company = {
	id: 295,
	name: 'Sandbox Contact Centre',
	companyGuid: '5f2b1f0e-7c0d-4b7e-9a35-0d5c3d1c9a11',
	language: 'en',
	timezone: 'Europe/Prague',
};

/** A company without users, dashboards and metric settings. */
export const branch = {
	id: 296,
	name: 'Sandbox Branch Office',
	companyGuid: '8c0c9b52-3f2e-4d7b-8a11-6f0d2c4be296',
	language: 'cs',
	timezone: 'Europe/Prague',
};

/** The metric database of the company. */
export const metricSettings = {
	databaseUrl: 'https://metrics.sandbox.example',
	databaseOrganization: 'sandbox',
	databaseBucket: 'company-295',
	databaseToken: 'sandbox-metric-database-token',
};

/** Departments of the company. */
export const departments = [
	{ id: 62, name: 'Customer care' },
	{ id: 63, name: 'Sales' },
	{ id: 64, name: 'Technická podpora' },
];

/** Operator groups of the company. */
export const groups = [
	group(7299, 'First line', 'NORMAL', 62),
	group(7300, 'Complaints', 'NORMAL', 62),
	group(7301, 'Sales team', 'NORMAL', 63),
	group(7302, 'All of support', 'ALL_OPERATORS', 64),
	group(7303, 'Bots', 'CHATBOT', 62),
];

/** Metric dashboards of the company. */
export const metricDashboards = [
	{ name: 'Operations', key: 'operations', metricIds: [11, 12, 15] },
	{ name: 'Queues today', key: 'queues-today', metricIds: [21] },
];

/** Inboxes of the company; the API has no call that lists them. */
export const inboxes = [
	{ id: 501, name: 'Care', address: 'care@sandbox.example', departmentId: 62 },
	{ id: 502, name: 'Sales', address: 'sales@sandbox.example', departmentId: 63 },
	{ id: 503, name: 'Support', address: 'support@sandbox.example', departmentId: 64 },
];

/** A tag of the Mluvii API. */
export interface Tag {
	id: number;
	name: string;
	label: string | null;
	departmentId: number;
	backgroundArgb: string | null;
	textArgb: string | null;
}

/** Tags: those of the seeded sessions, awkward names, and one name in two departments. */
export function makeTags(): Tag[] {
	return [
		tag(9001, 'vip', 62),
		tag(9002, 'complaint', 62),
		tag(9003, 'sales', 63),
		tag(9004, 'invoice', 64),
		tag(9005, 'callback wanted', 62),
		tag(9006, 'newsletter', 63),
		tag(9007, 'vrácené zboží', 63),
		tag(9008, 'IBAN/account', 64),
		tag(9009, '50 % off', 64),
		tag(9010, 'vip', 63),
	];
}

function group(id: number, name: string, type: string, departmentId: number) {
	return { id, name, created: timestamp(Date.UTC(2024, 0, id % 28, 9)), type, departmentId };
}

function tag(id: number, name: string, departmentId: number): Tag {
	return {
		id,
		name,
		label: name.toUpperCase(),
		departmentId,
		backgroundArgb: '#FF0A84FF',
		textArgb: '#FFFFFFFF',
	};
}
