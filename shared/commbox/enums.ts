/** Status of a conversation. Source: CommBox's webhook article, ObjectStatusType, and its public API. */
export const objectStatuses: Readonly<Record<string, string>> = {
  1: 'Open',
  2: 'Resolved',
  3: 'Forward',
  4: 'Irrelevant',
  5: 'Deleted',
  6: 'Forward Reply',
  7: 'Draft',
  8: 'In Process',
  9: 'Scheduled',
  10: 'Follow Up',
  11: 'Automated',
  13: 'Sent',
  14: 'Archive',
  15: 'Pending',
}

/** Type of a tag. Source: the article's Tags Types; 5 is only in the public API. */
export const tagTypes: Readonly<Record<string, string>> = {
  1: 'Tag',
  2: 'Goal',
  3: 'Miss',
  4: 'Support Tag',
  5: 'Topics Tag',
  100: 'Intents',
  101: 'Customer Satisfaction',
  102: 'SLA',
  103: 'Customer Satisfaction Open Answer',
}

/** Type of a conversation or message. Source: CommBox's public API. */
export const objectTypes: Readonly<Record<string, string>> = {
  0: 'Text',
  1: 'Link',
  2: 'Photo',
  3: 'Video',
  4: 'Conversation',
  5: 'Mail',
  6: 'Audio',
  7: 'Location',
  8: 'Voice',
  9: 'Review',
  10: 'Form',
  11: 'System Message',
  12: 'Option',
  13: 'InputData',
  14: 'Contacts',
  15: 'Album',
  16: 'TemplateMessage',
  17: 'CampaignMessage',
  18: 'SurveyMessage',
}

/** Provider behind a stream (channel). Source: CommBox's public API. Webhooks give the number or a name. */
export const streamProviders: Readonly<Record<string, string>> = {
  0: 'Commbox',
  1: 'Facebook',
  2: 'Twitter',
  3: 'YouTube',
  4: 'Mail',
  5: 'Telephone',
  6: 'Anonymous',
  7: 'WhatsApp',
  8: 'Web',
  9: 'AppleAppStore',
  10: 'Instagram',
  11: 'Google',
  12: 'Telegram',
  13: 'GoogleMyBusiness',
  14: 'Microsoft365',
  15: 'Gmail',
  16: 'WhatsAppCloud',
  17: 'Salesforce',
}

/** ObjectActivityType. Source: the article; 9, 11 to 14 and 22 are only in the public API. */
export const activityTypes: Readonly<Record<string, string>> = {
  1: 'Remark',
  2: 'StatusChange',
  3: 'Forward',
  4: 'ReplyToForwardedObject',
  5: 'StreamChange',
  6: 'NewManagerAssignment',
  7: 'UpdateObjectTag',
  8: 'FollowUp',
  9: 'UpdateObjectIntent',
  10: 'UpdateObjectAttachment',
  11: 'RuleExecuted',
  12: 'Custom',
  13: 'UpdateObjectPublicity',
  14: 'Debug',
  15: 'InvalidExtensionFile',
  16: 'InvalidFileSize',
  17: 'DisallowedFileUpload',
  18: 'InactivityLogout',
  19: 'ParticipantChange',
  20: 'TargetStreamChange',
  21: 'ConversationSummary',
  22: 'LogError',
  23: 'RedactChild',
}

/** Names a number of one of these lists; a number that CommBox may add later becomes `Unknown (n)`. */
export function nameOf(list: Readonly<Record<string, string>>, number: string): string {
  return (Object.hasOwn(list, number) ? list[number] : undefined) ?? `Unknown (${number})`
}
