import type { Locale } from '../../core/i18n/locales';

/** Friendly, easy to read, and of no real person. Words that go together in any pair. */
const WORDS: Record<Locale, { colours: readonly string[]; animals: readonly string[]; between: string }> = {
  en: {
    colours: ['Red', 'Blue', 'Green', 'Golden', 'Silver', 'Purple', 'Orange', 'Pink'],
    animals:
      'Fox Owl Bear Whale Rabbit Tiger Panda Crane Otter Squirrel Turtle Dolphin Koala Penguin Hedgehog Cat'.split(' '),
    between: ' ',
  },
  ja: {
    colours: ['あかい', 'あおい', 'みどりの', 'きんいろの', 'ぎんいろの', 'むらさきの', 'オレンジの', 'ももいろの'],
    animals:
      'キツネ フクロウ クマ クジラ ウサギ トラ パンダ ツル カワウソ リス カメ イルカ コアラ ペンギン ハリネズミ ネコ'.split(
        ' ',
      ),
    between: '',
  },
};

/** A name for who does not want to give theirs, such as "Green Fox". @param but another one than this */
export function madeUpName(locale: Locale, but = ''): string {
  const { colours, animals, between } = WORDS[locale];
  for (;;) {
    const name = `${oneOf(colours)}${between}${oneOf(animals)}`;
    if (name !== but) return name;
  }
}

function oneOf(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)]!;
}
