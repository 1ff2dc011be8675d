/** Keeps the page up to date, and sends its forms without leaving it. The page works without this as well. */
import { Idiomorph } from './idiomorph.js'

/** How long at least between two updates, and between two announcements, in milliseconds. */
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
  connection().textContent = 'not live: the stack does not answer'
  delete connection().dataset.live
})
document.addEventListener('visibilitychange', update)
document.addEventListener('submit', submit)

/** Asks for the page anew, once at a time, and never for one that nobody sees. */
function update() {
  if (isWaiting || document.hidden) return
  isWaiting = true
  updating = updating.then(async () => {
    isWaiting = false
    const began = performance.now()
    await show(fetch(location.href)).catch(() => {})
    // Large tables take long to read: they are left in peace for most of the time.
    const pause = Math.max(updateEvery, 5 * (performance.now() - began))
    await new Promise((resolve) => setTimeout(resolve, pause))
  })
}

/** Sends a form that changes something, and shows the page that it leads to. */
async function submit(event) {
  const form = event.target
  if (form.method !== 'post') return
  event.preventDefault()
  const body = new URLSearchParams(new FormData(form, event.submitter))
  event.submitter?.setAttribute('aria-busy', 'true')
  try {
    await show(fetch(form.action, { method: 'POST', body }))
  } catch {
    document.getElementById('notice').textContent = 'The stack does not answer.'
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

/** Changes what differs and leaves the rest: focus, what is typed, what is folded open. */
function morph(old, fresh) {
  Idiomorph.morph(old, fresh, {
    callbacks: {
      beforeNodeMorphed: (node) => !isTouched(node),
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node.localName === 'details') && name !== 'aria-busy',
    },
  })
}

/** Whether somebody has typed or chosen something. */
function isTouched(node) {
  if (node.localName === 'select') return node === document.activeElement
  return node.localName === 'input' && node.type !== 'hidden' && node.value !== node.defaultValue
}

let unannounced = 0
let announcing

/** Tells a screen reader what has arrived, not more often than it can be listened to. */
function announce(arrived) {
  unannounced += Math.max(0, arrived || 0)
  if (unannounced === 0 || announcing) return
  tell()
  announcing = setTimeout(() => {
    announcing = undefined
    announce(0)
  }, announceEvery)
}

function tell() {
  const news = unannounced === 1 ? '1 delivery has arrived.' : `${unannounced} deliveries have arrived.`
  document.getElementById('news').textContent = news
  unannounced = 0
}

/** A timeline is read from its end: it stays there when something is added. */
function isAtEnd() {
  const timeline = document.querySelector('.timeline')
  return !timeline || timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 8
}

function toEnd() {
  const timeline = document.querySelector('.timeline')
  timeline?.scrollTo({ top: timeline.scrollHeight })
}

toEnd()
