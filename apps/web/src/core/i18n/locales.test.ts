import { afterEach, describe, expect, it, vi } from 'vitest';
import { negotiateLocale, regional } from './locales';

describe('the region of a language', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is the first of that language which the browser names, for dates', () => {
    vi.stubGlobal('navigator', { languages: ['de-DE', 'ja', 'en-NZ', 'en-US', 'en'] });
    expect(regional('en')).toBe('en-NZ');
    expect(new Intl.DateTimeFormat(regional('en')).format(new Date(2026, 10, 28))).toBe('28/11/2026');
    expect(regional('ja')).toBe('ja');
  });
});

describe('language negotiation', () => {
  it('keeps what a person chose', () => {
    expect(negotiateLocale('ja', 'en-GB,en;q=0.9')).toBe('ja');
  });

  it('follows the order of preference by quality, not by place', () => {
    expect(negotiateLocale(undefined, 'en;q=0.4, ja-JP;q=0.8')).toBe('ja');
    expect(negotiateLocale(undefined, 'de, ja;q=0.5, en;q=0.9')).toBe('en');
  });

  it('does not offer a language that was ruled out', () => {
    expect(negotiateLocale(undefined, 'ja;q=0, en;q=0.1')).toBe('en');
  });

  it('speaks English when nothing fits', () => {
    expect(negotiateLocale('xx', 'fr')).toBe('en');
    expect(negotiateLocale(undefined, null)).toBe('en');
  });
});
