import type { IDataObject } from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';
import type { LocatorValue } from '../shared/operation/fields';
import { toText } from '../shared/base/text';
import { recordsIn } from '../shared/base/records';
import type { LoviClient } from './client';
import * as endpoints from './generated/endpoints';

/** A company that the user may act for, with its key, in the field names of the service. */
export interface CompanyKey extends IDataObject {
	company_id: string;
	company_name: string;
	/** The company's API key; a secret. */
	key: string;
	is_active: boolean;
	/** When the key was last used; null for never. */
	last_used: string | null;
}

/** A company's key; with the company, unless the key comes from an earlier step. */
export type ActingCompany = Pick<CompanyKey, 'key'> &
	Partial<Pick<CompanyKey, 'company_id' | 'company_name'>>;

const MAX_NAMES = 10;

/** The keys of all companies that the user may act for; asked for once per run. */
export async function companyKeys(client: LoviClient): Promise<CompanyKey[]> {
	return await client.oncePerRun('company keys', async () => {
		const answer = await client.asUser({
			...endpoints.listCompanyApiKeys(),
			effect: 'read',
			subject: 'The list of company API keys',
		});
		const keys = readCompanyKeys(answer);
		client.keepSecret(keys.map(({ key }) => key));
		return keys;
	});
}

/**
 * The company that a Company field means.
 *
 * @throws UserError when it is unknown, not the only one, or its key is inactive
 */
export async function findCompany(client: LoviClient, chosen: LocatorValue): Promise<CompanyKey> {
	return chooseCompany(await companyKeys(client), chosen);
}

/** The key to act for a company with; one that comes from an earlier step is taken as it is. */
export async function companyKey(client: LoviClient, chosen: LocatorValue): Promise<ActingCompany> {
	return chosen.mode === 'key' ? { key: chosen.value } : await findCompany(client, chosen);
}

/**
 * Reads the answer of the api_keys call in its current shape and in the two older ones (lovi-api.md,
 * section 2).
 *
 * @throws OperationalError when it has none of these shapes
 */
function readCompanyKeys(answer: unknown): CompanyKey[] {
	const entries = Array.isArray(answer)
		? answer
		: (answer as IDataObject | undefined)?.validApiKeys;
	if (!Array.isArray(entries)) {
		throw new OperationalError('Lovi did not answer with a list of company API keys', {
			description: 'Check the base URL in the credential.',
		});
	}
	return recordsIn(entries).map((entry) => ({
		company_id: toText(entry.company_id),
		company_name: toText(entry.company_name ?? entry.name_companie),
		key: toText(entry.key ?? entry.access_key),
		is_active: entry.is_active !== false,
		last_used: (entry.last_used ?? null) as string | null,
	}));
}

/**
 * Finds the company that a Company field means among those that the user may act for.
 *
 * @throws UserError when none or several fit, or when the only fitting key is inactive
 */
function chooseCompany(keys: CompanyKey[], { mode, value }: LocatorValue): CompanyKey {
	const fitting = keys.filter((company) => fits(company, mode, value));
	const [active, ...others] = fitting.filter((company) => company.is_active);
	if (active && others.some((other) => other.company_id !== active.company_id)) {
		throw new UserError(`Several companies are called "${value}"`, {
			description: `Choose the company by ID: ${[active, ...others].map((company) => company.company_id).join(', ')}.`,
		});
	}
	if (active) return { ...active };
	const [inactive] = fitting;
	if (inactive) {
		throw new UserError(
			`The API key of ${inactive.company_name || inactive.company_id} is inactive`,
			{ description: 'Activate it in Lovi, or choose another company.' },
		);
	}
	throw new UserError(`${described(mode, value)} is not among the companies of this Lovi login`, {
		description: `The login may act for: ${namesOf(keys)}.`,
	});
}

function fits(company: CompanyKey, mode: string, value: string): boolean {
	if (mode === 'name') return company.company_name === value;
	if (mode === 'key') return company.key === value;
	return company.company_id === value;
}

/** A key is not repeated in messages. */
function described(mode: string, value: string): string {
	if (mode === 'key') return 'The company of the given key';
	return mode === 'name' ? `A company called "${value}"` : `A company with the ID "${value}"`;
}

function namesOf(keys: CompanyKey[]): string {
	const names = keys.map((company) => company.company_name || company.company_id);
	const shown = names.slice(0, MAX_NAMES).join(', ');
	if (names.length === 0) return 'no company at all';
	return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
