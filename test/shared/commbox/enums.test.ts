import { describe, expect, test } from 'vitest'
import {
  activityTypes,
  nameOf,
  objectStatuses,
  objectTypes,
  streamProviders,
  tagTypes,
} from '../../../shared/commbox/enums.ts'

/** `1 Open · 2 Resolved` as CommBox's documentation lists them. */
function listed(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(' · ').map((entry) => {
      const [number = '', ...name] = entry.split(' ')
      return [number, name.join(' ')]
    }),
  )
}

describe('the lists are those of CommBox', () => {
  test('statuses: there is no 12', () => {
    expect(objectStatuses).toEqual(
      listed(
        '1 Open · 2 Resolved · 3 Forward · 4 Irrelevant · 5 Deleted · 6 Forward Reply · 7 Draft · 8 In Process · ' +
          '9 Scheduled · 10 Follow Up · 11 Automated · 13 Sent · 14 Archive · 15 Pending',
      ),
    )
  })

  test('types of tags', () => {
    expect(tagTypes).toEqual(
      listed(
        '1 Tag · 2 Goal · 3 Miss · 4 Support Tag · 5 Topics Tag · 100 Intents · 101 Customer Satisfaction · ' +
          '102 SLA · 103 Customer Satisfaction Open Answer',
      ),
    )
  })

  test('types of conversations and messages', () => {
    expect(objectTypes).toEqual(
      listed(
        '0 Text · 1 Link · 2 Photo · 3 Video · 4 Conversation · 5 Mail · 6 Audio · 7 Location · 8 Voice · ' +
          '9 Review · 10 Form · 11 System Message · 12 Option · 13 InputData · 14 Contacts · 15 Album · ' +
          '16 TemplateMessage · 17 CampaignMessage · 18 SurveyMessage',
      ),
    )
  })

  test('providers of streams', () => {
    expect(streamProviders).toEqual(
      listed(
        '0 Commbox · 1 Facebook · 2 Twitter · 3 YouTube · 4 Mail · 5 Telephone · 6 Anonymous · 7 WhatsApp · 8 Web · ' +
          '9 AppleAppStore · 10 Instagram · 11 Google · 12 Telegram · 13 GoogleMyBusiness · 14 Microsoft365 · ' +
          '15 Gmail · 16 WhatsAppCloud · 17 Salesforce',
      ),
    )
  })

  test('types of activities: all 23', () => {
    expect(activityTypes).toEqual(
      listed(
        '1 Remark · 2 StatusChange · 3 Forward · 4 ReplyToForwardedObject · 5 StreamChange · 6 NewManagerAssignment · ' +
          '7 UpdateObjectTag · 8 FollowUp · 9 UpdateObjectIntent · 10 UpdateObjectAttachment · 11 RuleExecuted · ' +
          '12 Custom · 13 UpdateObjectPublicity · 14 Debug · 15 InvalidExtensionFile · 16 InvalidFileSize · ' +
          '17 DisallowedFileUpload · 18 InactivityLogout · 19 ParticipantChange · 20 TargetStreamChange · ' +
          '21 ConversationSummary · 22 LogError · 23 RedactChild',
      ),
    )
  })
})

test('a number is named, and an unknown one says that it is', () => {
  expect(nameOf(objectStatuses, '1')).toBe('Open')
  expect(nameOf(objectStatuses, '12')).toBe('Unknown (12)')
  expect(nameOf(activityTypes, '24')).toBe('Unknown (24)')
})

test.each(['toString', 'constructor', '__proto__'])(
  'what every object has, such as %s, is on no list',
  (name) => {
    expect(nameOf(tagTypes, name)).toBe(`Unknown (${name})`)
  },
)
