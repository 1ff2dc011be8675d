/** Updates the page when something changes, and sends its forms without a reload. The page also works without it. */
import { Idiomorph } from './idiomorph.js'

/** The shortest time between two updates, and between two announcements, in milliseconds. */
const [updateEvery, announceEvery] = [1000, 5000]

const connection = () => document.getElementById('connection')
let updating = Promise.resolve()
let isWaiting = false

const source = new EventSource('/console/changes')
source.addEventListener('open', () => {
  connection().textContent = 'live'
  connection().dataset.live = ''
  update()
})
source.addEventListener('changed', update)
source.addEventListener('error', () => {
  connection().textContent = 'not live: the stack is not answering'
  delete connection().dataset.live
})
document.addEventListener('visibilitychange', update)
document.addEventListener('submit', submit)

/** Loads the page again, one request at a time, and only while the page is visible. */
function update() {
  if (isWaiting || document.hidden) return
  isWaiting = true
  updating = updating.then(async () => {
    isWaiting = false
    const began = performance.now()
    await show(fetch(location.href)).catch(() => {})
    // Large tables take long to read: updates take at most a sixth of the time.
    const pause = Math.max(updateEvery, 5 * (performance.now() - began))
    await new Promise((resolve) => setTimeout(resolve, pause))
  })
}

/** Sends a form with POST, and shows the page that it returns. */
async function submit(event) {
  const form = event.target
  if (form.method !== 'post') return
  event.preventDefault()
  const body = new URLSearchParams(new FormData(form, event.submitter))
  event.submitter?.setAttribute('aria-busy', 'true')
  try {
    await show(fetch(form.action, { method: 'POST', body }))
  } catch {
    document.getElementById('notice').textContent = 'The stack is not answering. Is npm start still running?'
  } finally {
    event.submitter?.removeAttribute('aria-busy')
  }
}

async function show(asked) {
  const response = await asked
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  announce(Number(fresh.body.dataset.arrivals) - Number(document.body.dataset.arrivals))
  const wasAtEnd = isAtEnd()
  for (const id of ['notice', 'main']) morph(document.getElementById(id), fresh.getElementById(id))
  morph(document.querySelector('header nav'), fresh.querySelector('header nav'))
  document.body.dataset.arrivals = fresh.body.dataset.arrivals
  if (wasAtEnd) toEnd()
}

/** Changes only what differs, so that focus, typed text and open details stay. */
function morph(old, fresh) {
  Idiomorph.morph(old, fresh, {
    callbacks: {
      beforeNodeMorphed: (node) => !isTouched(node),
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node.localName === 'details') && name !== 'aria-busy',
    },
  })
}

/** Whether the reader has typed into a field, or is choosing from a list. */
function isTouched(node) {
  if (node.localName === 'select') return node === document.activeElement
  return node.localName === 'input' && node.type !== 'hidden' && node.value !== node.defaultValue
}

let unannounced = 0
let announcing

/** Announces new deliveries to screen readers, at most every five seconds. */
function announce(arrived) {
  unannounced += Math.max(0, arrived || 0)
  if (unannounced === 0 || announcing) return
  say()
  announcing = setTimeout(() => {
    announcing = undefined
    announce(0)
  }, announceEvery)
}

function say() {
  const news = unannounced === 1 ? '1 new delivery.' : `${unannounced} new deliveries.`
  document.getElementById('news').textContent = news
  unannounced = 0
}

/** Whether the timeline is scrolled to its end, where it then stays when events are added. */
function isAtEnd() {
  const timeline = document.querySelector('.timeline')
  return !timeline || timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 8
}

function toEnd() {
  const timeline = document.querySelector('.timeline')
  timeline?.scrollTo({ top: timeline.scrollHeight })
}

toEnd()
