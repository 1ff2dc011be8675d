import type * as v from 'valibot'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { boolean, id, lookUp, map, number, requiredId, text, time } from '../../shared/commbox/values.ts'

/**
 * A schema of `values.ts`, and the JSON Schema of what is accepted for it: only a required id is refused. Anything else
 * that cannot be read counts as absent.
 */
type Reading = { schema: v.GenericSchema; describes: JsonObject }

/** The readings of single values, by their names in the JSON Schemas. */
export const readings: Readonly<Record<string, Reading>> = {
  RequiredId: {
    schema: requiredId,
    describes: {
      description: 'The id of what the webhook is about: a decimal number other than 0, as text or number.',
      anyOf: [
        { type: 'string', pattern: '^\\s*(?=\\d{1,38}\\s*$)0*[1-9]' },
        { type: 'integer', minimum: 1 },
      ],
    },
  },
  Id: {
    schema: id,
    describes: {
      description: 'An id, as text or number. 0 and empty mean none.',
    },
  },
  Text: {
    schema: text,
    describes: { description: 'A text. Empty means not set.' },
  },
  LookUp: {
    schema: lookUp,
    describes: {
      description: 'A text that people search by. Blanks around it and invisible marks are ignored.',
    },
  },
  Time: {
    schema: time,
    describes: {
      description:
        'A time in UTC: DD-MM-YYYY hh:mm:ss, MM/DD/YYYY hh:mm:ss, YYYY-MM-DDThh:mm:ss or YYYY-MM-DD hh:mm:ss. ' +
        'One that cannot be read is treated as absent.',
      examples: ['09-06-2024 07:28:47', '06/09/2024 11:55:00', '2024-06-02T15:47:50', '2024-09-23 12:39:11'],
    },
  },
  Number: {
    schema: number,
    describes: { description: 'A number, as number or text.' },
  },
  Boolean: {
    schema: boolean,
    describes: {
      description: 'true or false, as boolean or text in any case.',
    },
  },
  Map: {
    schema: map,
    describes: {
      description: 'An object, or one as JSON text. Empty means not set.',
    },
  },
}

/** What is accepted for a part of the payload other than an object, and for a list other than its elements. */
export const packed: JsonObject = {
  description: 'The same object as JSON text, or empty. Anything else counts as absent.',
  type: ['string', 'number', 'boolean', 'null', 'array'],
}
export const packedList: JsonObject = {
  description: 'The same as JSON text, or empty. Anything else counts as absent.',
  type: ['string', 'number', 'boolean', 'null'],
}
