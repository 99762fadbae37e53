// What the relay pushes. A stream ends by itself after a while and is opened again; when that fails, or nothing comes for a
// while, the page says so and tries on. A page that nobody looks at holds no stream open.
import { get } from './api.js';

const silenceMs = 12000;
const firstWaitMs = 1000;
const longestWaitMs = 15000;

export class Stream {
  #source = null;
  #wait = firstWaitMs;
  #watch = null;
  #again = null;
  #running = false;

  /** @param {{ onOverview(data: object): void, onState(state: 'live' | 'trouble' | 'lost'): void }} listener */
  constructor(listener) {
    this.listener = listener;
    document.addEventListener('visibilitychange', () => this.#running && (document.hidden ? this.#close() : this.#open()));
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#open();
  }

  stop() {
    this.#running = false;
    this.#close();
  }

  #open() {
    this.#close();
    const source = new EventSource('/operator/events');
    this.#source = source;
    source.addEventListener('overview', ({ data }) => { this.#heard('live'); this.listener.onOverview(JSON.parse(data)); });
    source.addEventListener('still', () => this.#heard('live'));
    source.addEventListener('trouble', () => this.#heard('trouble'));
    // The end of a stream is no loss: only when the next one does not come is the connection lost.
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && this.#lost());
    this.#expect();
  }

  #heard(state) {
    this.#wait = firstWaitMs;
    this.listener.onState(state);
    this.#expect();
  }

  #expect() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), silenceMs);
  }

  #lost() {
    this.#close();
    if (!this.#running) return;
    this.listener.onState('lost');
    this.#again = setTimeout(() => this.#retry(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, longestWaitMs);
  }

  // A stream does not say why it was refused; a call does, and signs the page out when the session is over.
  async #retry() {
    try {
      await get('/v1/breakers');
    } catch (failure) {
      if (failure.status !== 401) this.#lost();
      return;
    }
    if (this.#running && !document.hidden) this.#open();
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#watch);
    clearTimeout(this.#again);
  }
}
