import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { shorten } from '../base/text';
import type { FileContent } from '../http/files';
import { isToolExecution } from './toolExecution';
import * as validate from './validate';

/** A file of an input item. */
export interface InputFile {
	content: Buffer;
	mimeType: string;
	fileName: string | undefined;
}

/**
 * A request is held in memory, as it may have to be sent again as a whole; larger ones could end n8n for all
 * who use it.
 */
export const MAX_FILES_BYTES = 100_000_000;

/** The files of an input item, and where n8n keeps those of an output item. */
export class ItemFiles {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly index: number,
	) {}

	/**
	 * Reads files of the item that go out in one request.
	 *
	 * @param names the names of their binary fields
	 * @param label the field in which the names were entered
	 * @throws UserError when the item has no such file, or when they are too large for one request
	 */
	async read(names: string[], label: string): Promise<InputFile[]> {
		const found = names.map((name) => this.find(name, label));
		const sizes = await Promise.all(found.map(async (file) => await this.sizeOf(file)));
		if (sizes.reduce((sum, size) => sum + size, 0) > MAX_FILES_BYTES) {
			throw new UserError(`${label}: the files are too large for one request`, {
				description: `Together they may have ${MAX_FILES_BYTES / 1_000_000} MB, as n8n holds a request in memory until it is answered.`,
			});
		}
		return await Promise.all(
			found.map(async ({ mimeType, fileName }, place) => ({
				content: await this.context.helpers.getBinaryDataBuffer(this.index, names[place] ?? ''),
				mimeType,
				fileName,
			})),
		);
	}

	/** Hands a file over to n8n. */
	async store(
		content: FileContent,
		fileName: string,
		mimeType: string | undefined,
	): Promise<IBinaryData> {
		return await this.context.helpers.prepareBinaryData(content, fileName, mimeType);
	}

	private find(name: string, label: string): IBinaryData {
		const { helpers } = this.context;
		const file = validate.attempt(() => helpers.assertBinaryData(this.index, name));
		if (!file.failed) return file.result;
		throw new UserError(`${label}: the input item has no file in the field "${shorten(name)}"`, {
			description: isToolExecution(this.context)
				? 'A language model has no files to send. Send it in a step of the workflow instead.'
				: this.describeOthers(),
		});
	}

	private describeOthers(): string {
		const names = Object.keys(this.context.getInputData()[this.index]?.binary ?? {});
		return names.length === 0
			? 'It has no files at all. Connect a step that gives one, such as Read/Write Files from Disk.'
			: `Its files are in: ${names.join(', ')}.`;
	}

	/** The size of a file in bytes, before it is read. */
	private async sizeOf({ id, data }: IBinaryData): Promise<number> {
		if (id === undefined) return Buffer.byteLength(data, 'base64');
		return (await this.context.helpers.getBinaryMetadata(id)).fileSize;
	}
}
