import { describe, expect, it } from 'vitest';
import { negotiateLocale } from './locales';

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
