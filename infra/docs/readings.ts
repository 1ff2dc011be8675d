import type * as v from 'valibot'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { boolean, id, lookUp, map, number, requiredId, text, time } from '../../shared/commbox/values.ts'

/** A schema of `values.ts`, and the JSON Schema of what CommBox may send for it. */
type Reading = { schema: v.GenericSchema; describes: JsonObject }

/** The readings of single values, by their names in the JSON Schemas. */
export const readings: Readonly<Record<string, Reading>> = {
  RequiredId: {
    schema: requiredId,
    describes: {
      description: 'The id of what the webhook is about: a decimal number other than 0, as text or number.',
      anyOf: [
        { type: 'string', pattern: '^\\s*(?=\\d{1,38}\\s*$)0*[1-9]' },
        { type: 'integer', format: 'int64', minimum: 1 },
      ],
    },
  },
  Id: {
    schema: id,
    describes: {
      description: 'An id, as text or number. 0 and empty mean none.',
      type: ['string', 'integer', 'null'],
      format: 'int64',
    },
  },
  Text: {
    schema: text,
    describes: { description: 'A text. Empty means not set.', type: ['string', 'number', 'boolean', 'null'] },
  },
  LookUp: {
    schema: lookUp,
    describes: {
      description: 'A text that people search by. Blanks around it and invisible marks are ignored.',
      type: ['string', 'number', 'boolean', 'null'],
    },
  },
  Time: {
    schema: time,
    describes: {
      description:
        'A time in UTC: DD-MM-YYYY hh:mm:ss, MM/DD/YYYY hh:mm:ss, YYYY-MM-DDThh:mm:ss or YYYY-MM-DD hh:mm:ss. ' +
        'One that cannot be read is treated as absent.',
      type: ['string', 'null'],
      examples: ['09-06-2024 07:28:47', '06/09/2024 11:55:00', '2024-06-02T15:47:50', '2024-09-23 12:39:11'],
    },
  },
  Number: {
    schema: number,
    describes: { description: 'A number, as number or text.', type: ['number', 'string', 'null'] },
  },
  Boolean: {
    schema: boolean,
    describes: {
      description: 'true or false, as boolean or text in any case.',
      type: ['boolean', 'string', 'null'],
    },
  },
  Map: {
    schema: map,
    describes: {
      description: 'An object, or one as JSON text. Empty means not set.',
      type: ['object', 'string', 'null'],
    },
  },
}

/** The forms of a part of the payload other than an object. */
export const packed: JsonObject = {
  description: 'The same object as JSON text, or empty.',
  type: ['string', 'null'],
}
