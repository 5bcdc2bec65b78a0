// The strip that says what is being recorded, and the dialogs that start, mark and stop.
import { get, post } from './api.js';
import { captured, fill, h, icon } from './dom.js';
import { clock, phaseLabel, t } from './i18n.js';
import { appName, failure, phaseChip } from './parts.js';

let status = null;
let changed = () => {};

/** Draws the strip and draws it again whenever `refresh` is called. */
export function sessionStrip(strip, onChange) {
  changed = onChange;
  return async function refresh() {
    try {
      status = await get('/status');
      draw(strip);
    } catch (error) {
      fill(strip, error.status === 401 ? failure(error) : null);
    }
  };
}

function draw(strip) {
  const running = status.running;
  fill(
    strip,
    status.trouble && h('div.trouble', { role: 'alert' }, icon('alert'), h('b', t('trouble')), h('span', captured(status.trouble))),
    running.length === 0
      ? h('div.strip.idle', h('span.dot'), h('span', t('session.none')), h('button.button.primary', { type: 'button', onclick: startDialog }, icon('play'), t('session.start')))
      : running.map(running1),
  );
}

function running1(session) {
  return h(
    'div.strip',
    h('span.dot.on', { title: t('sessions.running') }),
    h('span.who', h('b', session.app ? appName(session.app) : t('sessions.noApp')), session.appVersion && h('span.soft', captured(session.appVersion)), h('span.soft', captured(session.device), ' · ', t('sessions.number', { id: String(session.id) }), ' · ', clock(session.started))),
    h('span.phase', phaseChip(session.phase)),
    h('span.controls',
      h('button.button', { type: 'button', onclick: () => markDialog(session) }, icon('flag'), t('session.mark')),
      h('button.button', { type: 'button', onclick: (event) => stop(session, event.target) }, icon('stop'), t('session.stop'))),
  );
}

async function stop(session, button) {
  button.disabled = true;
  try {
    await post('/sessions/stop', { device: session.device });
    say(t('session.stopped', { id: String(session.id) }));
    changed();
  } catch (error) {
    say(error.message);
    button.disabled = false;
  }
}

/** Says something in passing, on screen and to screen readers. */
export function say(text) {
  const toast = document.getElementById('toast');
  fill(toast, text);
  toast.classList.add('shown');
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove('shown'), 4000);
}

export function dialog(title, ...children) {
  const box = h('dialog', { 'aria-label': title, onclose: () => box.remove() }, h('div.dialoghead', h('h2', title), h('button.link', { type: 'button', onclick: () => box.close(), 'aria-label': t('close') }, '✕')), children);
  document.body.append(box);
  box.showModal();
  return box;
}

const field = (label, control, hint) => h('label.field', h('span', label), control, hint && h('small', hint));

export async function startDialog() {
  const [{ devices, defaultDevice, phases }, { apps }] = await Promise.all([get('/status'), get('/apps')]);
  const known = apps.map((each) => each.app).filter(Boolean);
  const app = h('input', { list: 'known-apps', autocomplete: 'off', spellcheck: 'false', autofocus: true, maxlength: 256 });
  const version = h('input', { autocomplete: 'off', maxlength: 100 });
  const device = h('select', devices.map((name) => h('option', { selected: name === defaultDevice }, name)));
  const phase = h('select', h('option', { value: '' }, t('session.firstPhase.none')), phases.map((each) => h('option', { value: each, selected: each === 'before-consent' }, phaseLabel(each))));
  const problem = h('div');
  const box = dialog(
    t('session.start'),
    h(
      'form',
      {
        onsubmit: async (event) => {
          event.preventDefault();
          try {
            const session = await post('/sessions', { app: app.value, appVersion: version.value, device: device.value, phase: phase.value });
            box.close();
            say(t('session.started', { id: String(session.id) }));
            changed();
          } catch (error) {
            fill(problem, failure(error));
          }
        },
      },
      field(t('session.app'), app, t('session.app.hint')),
      h('datalist', { id: 'known-apps' }, known.map((each) => h('option', { value: each }))),
      h('div.pair', field(t('session.version'), version), field(t('session.device'), device)),
      field(t('session.firstPhase'), phase),
      problem,
      h('div.actions', h('button.button', { type: 'button', onclick: () => box.close() }, t('cancel')), h('button.button.primary', { type: 'submit' }, icon('play'), t('session.go'))),
    ),
  );
}

/** A click on a phase sets it. */
export async function markDialog(session) {
  const { phases } = await get('/status');
  const note = h('input', { autocomplete: 'off', maxlength: 2000 });
  const own = h('input', { autocomplete: 'off', maxlength: 64, pattern: '[\\p{L}\\p{N}._\\-]+' });
  const problem = h('div');
  const set = async (phase) => {
    try {
      await post('/marks', { phase, note: note.value, device: session?.device });
      box.close();
      say(t('session.marked', { phase: phaseLabel(phase) }));
      changed();
    } catch (error) {
      fill(problem, failure(error));
    }
  };
  const box = dialog(
    t('mark.title'),
    h('p.soft', t('mark.lead')),
    h('div.phases', phases.map((phase) => h(`button.button${phase === session?.phase ? '.current' : ''}`, { type: 'button', onclick: () => set(phase) }, phaseLabel(phase)))),
    h(
      'form',
      { onsubmit: (event) => { event.preventDefault(); if (own.value) set(own.value); } },
      field(t('mark.note'), note),
      h('div.pair', field(t('mark.own'), own), h('button.button', { type: 'submit' }, t('mark.set'))),
      problem,
    ),
  );
}

export const runningSession = () => status?.running[0] ?? null;
