import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** The fields that a node's panel shows when it is filled in like this, in their order. */
export function shownFields(
	properties: INodeProperties[],
	parameters: INodeParameters,
): INodeProperties[] {
	const values =
		NodeHelpers.getNodeParameters(properties, parameters, true, false, null, null) ?? {};
	return properties.filter((field) => NodeHelpers.displayParameter(values, field, null, null));
}
