import { parse as parseForm } from 'node:querystring';
import type { Request } from 'express';
import { jsonParse } from 'n8n-workflow';

/**
 * Does to the body of a request what n8n's server does before a node gets it (n8n 2.41.1,
 * dist/middlewares/body-parser.js): it parses a few content types and keeps the bytes of all.
 *
 * @param bytes the body as it came, undefined if there was none
 * @returns false where n8n refuses the request with 422 itself
 */
export function readBodyAsN8n(request: Request, bytes: Buffer | undefined): boolean {
	const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
	const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?/i.exec(parameter)?.[1]);
	const encoding = (charset.find(Boolean) ?? 'utf-8').toLowerCase() as BufferEncoding;
	request.body = undefined;
	request.readRawBody = async () => {
		await Promise.resolve();
	};
	if (type === 'multipart/form-data') {
		// n8n's parser for forms has used the stream up.
		request.readRawBody = async () => {
			await Promise.reject(new Error('Request body stream was aborted or is not readable'));
		};
		request.body = {};
		return true;
	}
	if (bytes === undefined) return true;
	request.rawBody = bytes;
	if (bytes.length === 0) return true;
	try {
		request.body = parsed(type.toLowerCase(), bytes, encoding);
		return true;
	} catch {
		return false;
	}
}

function parsed(type: string, bytes: Buffer, encoding: BufferEncoding): unknown {
	const withoutBom = (text: string) => text.replace(/^\uFEFF/, '');
	if (type === 'application/json') return jsonParse(withoutBom(bytes.toString(encoding)));
	// n8n has a parser for XML, which refuses JSON.
	if (type.endsWith('/xml') || type.endsWith('+xml')) throw new Error('No XML');
	if (type === 'application/x-www-form-urlencoded') {
		return parseForm(withoutBom(bytes.toString(encoding)), undefined, undefined, { maxKeys: 1000 });
	}
	return type === 'text/plain' ? bytes.toString(encoding) : undefined;
}
