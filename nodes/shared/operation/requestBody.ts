import { UserError } from 'n8n-workflow';
import { toText } from '../base/text';
import type { Field } from './field';
import { combined, mapped, shownWith } from './field';
import type { Panel } from './fields';
import { anything, choice, json, line, rawText, rows, text } from './fields';
import type { InputFile, ItemFiles } from './itemFiles';
import * as validate from './validate';

/*
 * What a request of the API Request operation sends. The fields are named as in n8n's HTTP Request node.
 */

/** What was entered, with files by the names of their binary fields. */
export type EnteredBody =
	| { kind: 'json'; value: unknown }
	| { kind: 'text'; value: string; type: string }
	| { kind: 'form'; fields: TextPart[] }
	| { kind: 'multipart'; parts: Array<TextPart | FilePart> }
	| { kind: 'file'; field: string };

interface TextPart {
	name: string;
	value: string;
}

interface FilePart {
	name: string;
	/** The binary field with the file. */
	field: string;
}

/** A body as it goes out. */
export interface SentBody {
	/** JSON, or bytes. */
	body: unknown;
	/** What the bytes are; undefined for JSON. */
	type?: string;
}

const FILE_FIELD = 'Input Data Field Name';

const inputField = text({
	displayName: FILE_FIELD,
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input binary field with the file',
	description: 'The field of the input item in which the file is',
});

const partName = text({
	displayName: 'Name',
	required: true,
	placeholder: 'e.g. session_id',
	description: 'The name as the documentation of the service gives it',
});

const partValue = anything({
	displayName: 'Value',
	placeholder: 'e.g. 50',
	description: 'The value to send',
});

const formFields = parameters(
	combined({ name: partName, value: partValue }, ({ name, value }): TextPart => ({
		name,
		value: toText(value),
	})),
);

const formParts = parameters(
	combined(
		{
			parameterType: choice({
				displayName: 'Parameter Type',
				options: [
					{ name: 'Form Data', value: 'formData', description: 'Text' },
					{
						name: 'Binary File',
						value: 'formBinaryData',
						description: 'A file of the input item, with its name and type',
					},
				],
				default: 'formData',
				description: 'What to send under this name',
			}),
			name: partName,
			value: shownWith({ parameterType: ['formData'] }, partValue),
			inputDataFieldName: shownWith({ parameterType: ['formBinaryData'] }, inputField),
		},
		(fields): TextPart | FilePart =>
			fields.parameterType === 'formData'
				? { name: fields.name, value: toText(fields.value) }
				: { name: fields.name, field: fields.inputDataFieldName },
	),
);

/** The body of a request, of any type. */
export const requestBody: Field<EnteredBody> = combined(
	{
		contentType: choice({
			displayName: 'Body Content Type',
			options: [
				{
					name: 'Form Urlencoded',
					value: 'form-urlencoded',
					description: 'Names with their values',
				},
				{
					name: 'Form-Data',
					value: 'multipart-form-data',
					description: 'Names with their values, and files of the input item',
				},
				{ name: 'JSON', value: 'json', description: 'What most calls expect' },
				{
					name: 'Binary File',
					value: 'binaryData',
					description: 'A file of the input item and nothing else, with its type',
				},
				{ name: 'Raw', value: 'raw', description: 'Text of any type' },
			],
			default: 'json',
			description: 'In which form to send the body',
		}),
		body: shownWith(
			{ contentType: ['json'] },
			json({
				displayName: 'JSON Body',
				placeholder: 'e.g. {"name": "value"}',
				description: 'What to send; leave it empty to send nothing',
			}),
		),
		formFields: shownWith({ contentType: ['form-urlencoded'] }, formFields),
		formParts: shownWith({ contentType: ['multipart-form-data'] }, formParts),
		inputDataFieldName: shownWith({ contentType: ['binaryData'] }, inputField),
		rawContentType: shownWith(
			{ contentType: ['raw'] },
			line((value, label) => validate.headerValue(validate.text(value, label), label))({
				displayName: 'Content Type',
				required: true,
				default: 'text/plain',
				placeholder: 'e.g. application/xml',
				description: 'What the text is; sent as the header Content-Type',
			}),
		),
		rawBody: shownWith(
			{ contentType: ['raw'] },
			rawText({
				displayName: 'Body',
				required: true,
				typeOptions: { rows: 4 },
				placeholder: 'e.g. <name>value</name>',
				description: 'The text to send, as it is',
			}),
		),
	},
	(fields): EnteredBody => {
		switch (fields.contentType) {
			case 'json':
				return { kind: 'json', value: fields.body };
			case 'raw':
				return { kind: 'text', value: fields.rawBody, type: fields.rawContentType };
			case 'form-urlencoded':
				return { kind: 'form', fields: fields.formFields };
			case 'multipart-form-data':
				return { kind: 'multipart', parts: fields.formParts };
			case 'binaryData':
				return { kind: 'file', field: fields.inputDataFieldName };
		}
	},
);

/** Whether a body says by itself what it is, so that a header would contradict it. */
export function isForm({ kind }: EnteredBody): boolean {
	return kind === 'form' || kind === 'multipart';
}

/**
 * Reads the files that a body names, and puts it together. It is held in memory, so that it can be sent again.
 *
 * @throws UserError when the item has no such file, or when the files are too large
 */
export async function assembleBody(entered: EnteredBody, files: ItemFiles): Promise<SentBody> {
	switch (entered.kind) {
		case 'json':
			return { body: entered.value };
		case 'text':
			// As bytes: n8n's HTTP client makes JSON of a text that is said to be JSON and is none.
			return { body: Buffer.from(entered.value), type: entered.type };
		case 'form': {
			const form = new URLSearchParams();
			for (const { name, value } of entered.fields) form.append(name, value);
			return { body: Buffer.from(form.toString()), type: 'application/x-www-form-urlencoded' };
		}
		case 'multipart':
			return await multipart(entered.parts, files);
		case 'file': {
			const [file] = await files.read([entered.field], FILE_FIELD);
			return { body: file?.content, type: file?.mimeType };
		}
	}
}

async function multipart(parts: Array<TextPart | FilePart>, files: ItemFiles): Promise<SentBody> {
	const fields = parts.flatMap((part) => ('field' in part ? [part.field] : []));
	const read = await files.read(fields, `Body Parameters: ${FILE_FIELD}`);
	const form = new FormData();
	for (const part of parts) {
		if (!('field' in part)) {
			form.append(part.name, part.value);
			continue;
		}
		const { content, mimeType: type, fileName } = read.shift() as InputFile;
		form.append(part.name, new Blob([content], { type }), fileName ?? part.field);
	}
	const encoded = new Response(form);
	return {
		body: Buffer.from(await encoded.arrayBuffer()),
		type: encoded.headers.get('content-type') ?? '',
	};
}

function parameters<Part>(part: Field<Part>): Field<Part[]> {
	const panel: Panel & { group: { displayName: string; name: string } } = {
		displayName: 'Body Parameters',
		group: { displayName: 'Parameter', name: 'parameters' },
		placeholder: 'Add Parameter',
		description: 'Sent in this order; the same name may come several times',
	};
	return mapped(rows(panel, { part }), (entered) => {
		if (entered.length === 0) throw new UserError('Body Parameters is empty');
		return entered.map((row) => row.part);
	});
}
