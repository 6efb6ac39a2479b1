import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { IDataObject } from 'n8n-workflow';

const NODES = join(__dirname, '..', '..', 'dist', 'nodes');

/**
 * Expects records to be as the operation's schema for the editor says. What the schema does not name must
 * not come out; n8n's schemas do not say so by themselves.
 */
export function expectSchema(
	node: 'Lovi' | 'Mluvii',
	resource: string,
	operation: string,
	records: IDataObject[],
): void {
	const file = join(NODES, node, '__schema__', 'v1.0.0', resource, `${operation}.json`);
	const schema = JSON.parse(readFileSync(file, 'utf8')) as IDataObject;
	const validate = new Ajv({ strict: false }).compile({ ...schema, additionalProperties: false });
	for (const record of records) {
		expect({ record, valid: validate(record), errors: validate.errors }).toMatchObject({
			valid: true,
		});
	}
}
