/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * The sites that one thread has met, so that a known literal costs a hash (which strings keep) and one comparison of
 * references. An open-addressed table that grows to {@link #SITES_MAX} and then starts over. Belongs to one thread.
 */
final class SiteCache {
    /** Most sites remembered; starting over costs a lookup in {@link Sites} for each. */
    static final int SITES_MAX = 4_096;

    private static final int INITIAL_SLOTS = 64;

    private final Sites sites;
    private @Nullable String[] texts = new String[INITIAL_SLOTS];
    private @Nullable Site[] found = new Site[INITIAL_SLOTS];
    private int count;

    SiteCache(Sites sites) {
        this.sites = sites;
    }

    Site find(String text) {
        final @Nullable String[] t = texts;
        final int mask = t.length - 1;
        int slot = slot(text, mask);
        for (String known = t[slot]; known != null; known = t[slot]) {
            if (known.equals(text)) {
                Site site = found[slot];
                assert site != null;
                return site;
            }
            slot = slot + 1 & mask;
        }
        return remember(text);
    }

    private static int slot(String text, int mask) {
        int hash = text.hashCode();
        return (hash ^ hash >>> 16) & mask;
    }

    private Site remember(String text) {
        Site site = sites.find(text);
        if (site.template != Symbols.NONE) {
            if (count == SITES_MAX) {
                resize(INITIAL_SLOTS);
                count = 0;
            } else if (count * 2 == texts.length) {
                grow();
            }
            put(text, site);
            count++;
        }
        return site;
    }

    private void grow() {
        final @Nullable String[] oldTexts = texts;
        final @Nullable Site[] oldFound = found;
        resize(oldTexts.length * 2);
        for (int i = 0; i < oldTexts.length; i++) {
            String text = oldTexts[i];
            Site site = oldFound[i];
            if (text != null && site != null) {
                put(text, site);
            }
        }
    }

    private void resize(int slots) {
        texts = new String[slots];
        found = new Site[slots];
    }

    private void put(String text, Site site) {
        int mask = texts.length - 1;
        int slot = slot(text, mask);
        while (texts[slot] != null) {
            slot = slot + 1 & mask;
        }
        found[slot] = site; // before the text: what find() sees by its text has a site, even after an Error in between
        texts[slot] = text;
    }
}
