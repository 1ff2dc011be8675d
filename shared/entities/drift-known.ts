import { activityTypes, objectStatuses, objectTypes, streamProviders, tagTypes } from '../commbox/enums.ts'
import { boolean, id, lookUp, map, number, requiredId, text, time } from '../commbox/values.ts'

const texts = ['string', 'number', 'boolean']
/** The JSON types that the readings of single values read. */
export const readTypes = new Map<unknown, readonly string[]>([
  [id, ['string', 'number']],
  [requiredId, ['string', 'number']],
  [text, texts],
  [lookUp, texts],
  [time, ['string']],
  [number, ['string', 'number']],
  [boolean, ['string', 'boolean']],
  // Its keys are the organisation's own.
  [map, ['string', 'object']],
])

/** Members whose values are numbers of an enum, by their path or name. */
export const enums: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Activities.Activity.Type': activityTypes,
  Type: objectTypes,
  type: tagTypes,
  StatusID: objectStatuses,
  statusId: objectStatuses,
  changedStatusId: objectStatuses,
  StreamProviderType: streamProviders,
}

/**
 * What CommBox documents and no schema reads, by the object that has it; the payload itself is ''. It is here and not in
 * the schemas, which the ingest function loads.
 */
export const unread: Readonly<Record<string, readonly string[]>> = {
  '': ['Snippet', 'StreamProviderId', 'NumIdentities', 'NumObjects', 'eventName'],
  Child: ['Snippet', 'StreamProviderId'],
  User: ['UniqueID', 'Locale', 'Remarks', 'Content', 'NumIdentities', 'NumObjects', 'Identity'],
  Identity: ['Id', 'FirstName', 'LastName', 'ThumbnailUrl'],
  Content: ['guidRT', 'isConnected', 'languages', 'originUrl'],
  Data: (
    'allowCustomerDetails allowEmailReply assignedManagerUserName attachmentType attachments ' +
    'changePublicityToPublic code conversationDetails customerDetails description ' +
    'fileExtension fileName intentIds invalidActivity isAgent isRemoveIntent ' +
    'maxFileSizeAllow message names newObjectSubstreamName objectId performingAgentId ' +
    'recipients requestEnvironment requestIp status unValidActivity'
  ).split(' '),
}
