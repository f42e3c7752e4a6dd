/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.Symbols;
import org.junit.jupiter.api.Test;

class SitesTest {
    private final Symbols symbols = new Symbols();
    private final Vocabulary words = new Vocabulary(symbols, 10, 20);
    private final Sites sites = new Sites(symbols, words, words);

    @Test
    void givesEqualTextsOneSite() {
        Site first = sites.find("User {id}");
        assertThat(sites.find(String.valueOf("User {id}".toCharArray()))).isSameAs(first);
        assertThat(symbols.text(first.template)).isEqualTo("User {id}");
        assertThat(symbols.text(first.key(0))).isEqualTo("id");
    }

    @Test
    void makesMessagesOfWhatExceedsTheBound() {
        for (int i = 0; i < Sites.TEMPLATES_MAX; i++) {
            assertThat(sites.find("text " + i).template).isNotEqualTo(Symbols.NONE);
        }
        assertThat(sites.find("one too many {x}").template).isEqualTo(Symbols.NONE);
        assertThat(sites.find("one too many {x}").holes()).isEqualTo(1);
        assertThat(sites.find("text 7").template).isNotEqualTo(Symbols.NONE);
    }

    /** The logger is what the walk is for: who has none has not walked. */
    @Test
    void walksTheStackForNoTextBeyondTheBound() {
        Sites loggers = new Sites(symbols, words, new Vocabulary(symbols, 10, 200));
        for (int i = 0; i < Sites.TEMPLATES_MAX; i++) {
            assertThat(loggers.find("text " + i).logger).isNotEqualTo(Symbols.NONE);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(loggers.find("beyond " + i).logger).isEqualTo(Symbols.NONE);
        }
        assertThat(symbols.text(loggers.find("text 7").logger)).isNotEmpty();
    }

    @Test
    void boundsTheCharactersOfAllTemplates() {
        String body = "x".repeat(Sites.TEMPLATE_CHARS_MAX - 10);
        int templates = 0;
        for (int i = 0; i < 2 * Sites.TEMPLATES_CHARS_MAX / body.length(); i++) {
            templates += sites.find(body + i).template == Symbols.NONE ? 0 : 1;
        }
        assertThat(templates * (long) body.length())
                .isBetween(Sites.TEMPLATES_CHARS_MAX * 9L / 10, (long) Sites.TEMPLATES_CHARS_MAX);
    }

    @Test
    void looksAtNoMoreOfALongTextThanAMessageCanHold() {
        assertThat(sites.find("{a} ".repeat(1 << 20)).holes()).isLessThanOrEqualTo(256);
        String late = "x".repeat(Recorder.TEXT_CHARS_MAX) + "{late}";
        assertThat(sites.find(late).holes()).isZero();
    }

    @Test
    void findsEverySiteAgainWhenTheCacheStartsOver() {
        SiteCache cache = new SiteCache(sites);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < SiteCache.SITES_MAX * 2; i++) {
                Site site = cache.find("text " + i);
                assertThat(symbols.text(site.template)).isEqualTo("text " + i);
                assertThat(cache.find("text " + i)).isSameAs(site);
            }
        }
    }

    @Test
    void boundsAVocabularyByCountAndLength() {
        for (int i = 0; i < 10; i++) {
            assertThat(words.symbol("w" + i)).isNotEqualTo(Symbols.NONE);
        }
        assertThat(words.symbol("w10")).isEqualTo(Symbols.NONE);
        assertThat(words.symbol("w3")).isNotEqualTo(Symbols.NONE);
        Vocabulary other = new Vocabulary(symbols, 10, 20);
        assertThat(other.symbol("x".repeat(21))).isEqualTo(Symbols.NONE);
        assertThat(other.symbol("")).isEqualTo(Symbols.NONE);
        assertThat(other.symbol(null)).isEqualTo(Symbols.NONE);
    }
}
