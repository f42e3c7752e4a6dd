/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * What one thread keeps for calls of bridges, whose texts and loggers are not those of macros: found by a hash and one comparison,
 * as {@link SiteCache} and {@link WordCache} do; a virtual thread keeps nothing. Belongs to one thread.
 */
final class Bridging {
    private final Recorder recorder;
    private final Sites sites;
    private final @Nullable SiteCache known; // null when frugal
    private final @Nullable WordCache loggers; // null when frugal

    Bridging(Recorder recorder, Sites sites, boolean frugal) {
        this.recorder = recorder;
        this.sites = sites;
        known = frugal ? null : new SiteCache(sites);
        loggers = frugal ? null : recorder.newNameCache();
    }

    Site site(@Nullable String template) {
        final String text = template == null ? "null" : template;
        return known == null ? sites.find(text) : known.find(text);
    }

    /** The symbol of a logger's name; when it has none, that is counted. */
    int logger(@Nullable String name) {
        final int symbol = loggers == null ? Symbols.NONE : loggers.symbol(name);
        return symbol != Symbols.NONE ? symbol : recorder.nameSymbol(name);
    }
}
