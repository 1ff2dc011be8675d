import type { Entity } from '../../../shared/commbox/names.ts'
import type { Subject } from './subject.ts'
import { chatSubjects } from './subjects/chat.ts'
import { formSubjects } from './subjects/form.ts'
import { objectSubjects } from './subjects/object.ts'
import { satisfactionSubjects } from './subjects/satisfaction.ts'
import { tagSubjects } from './subjects/tag.ts'
import { userSubjects } from './subjects/user.ts'

/** The questions about several things of each entity that its table answers with one Query. */
const ofEntities: Readonly<Record<Entity, readonly Subject[]>> = {
  Object: objectSubjects,
  User: userSubjects,
  Satisfaction: satisfactionSubjects,
  Tag: tagSubjects,
  Form: formSubjects,
  Chat: chatSubjects,
}

/** Every question that `find` asks. */
export const subjects: readonly Subject[] = Object.values(ofEntities).flat()
