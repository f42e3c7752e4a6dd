/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The strings of this process that events name by number: templates, keys, loggers, threads, services, span and metric
 * names. Grows, never shrinks, bounded by {@link #SYMBOLS_MAX}; id 0 is "none". Safe for all threads; {@link #text} never
 * blocks and allocates nothing.
 */
public final class Symbols {
    /** Most symbols: 24 bits are reserved on the wire, a million strings are already an error of use. */
    public static final int SYMBOLS_MAX = 1 << 20;

    /** The id that names no string. */
    public static final int NONE = 0;

    /** Longest symbol; bounds what the table can hold and what a reader allocates for one. */
    public static final int SYMBOL_CHARS_MAX = 16 << 10;

    private static final int PAGE_BITS = 10;
    private static final int PAGE_SYMBOLS = 1 << PAGE_BITS;

    private final ConcurrentHashMap<String, Integer> ids = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<String[]> pages = new AtomicReferenceArray<>(SYMBOLS_MAX / PAGE_SYMBOLS);
    private final AtomicLong refused = new AtomicLong();
    private final int symbolsMax;
    private int count = 1; // guarded by this; 0 is NONE

    /** An empty table. */
    public Symbols() {
        this(SYMBOLS_MAX);
    }

    Symbols(int symbolsMax) {
        assert symbolsMax <= SYMBOLS_MAX : symbolsMax;
        this.symbolsMax = symbolsMax;
    }

    /**
     * The id of the string, new if it was not known; {@link #NONE} when the string is empty, or when the table is full or
     * the string longer than {@link #SYMBOL_CHARS_MAX} (then counted in {@link #refused}).
     */
    public int intern(String text) {
        Integer known = ids.get(text);
        return known != null ? known : internSlow(text);
    }

    private synchronized int internSlow(String text) {
        Integer known = ids.get(text);
        if (known != null) {
            return known;
        }
        if (text.isEmpty()) {
            return NONE;
        }
        if (count == symbolsMax || text.length() > SYMBOL_CHARS_MAX) {
            refused.incrementAndGet();
            return NONE;
        }
        int id = count++;
        String[] page = pages.get(id >> PAGE_BITS);
        if (page == null) {
            page = new String[PAGE_SYMBOLS];
        }
        page[id & (PAGE_SYMBOLS - 1)] = text;
        pages.set(id >> PAGE_BITS, page); // volatile: pairs with the get in text()
        ids.put(text, id);
        return id;
    }

    /** The string of an id that {@link #intern} returned; the empty string for {@link #NONE} and unknown ids. */
    public String text(int id) {
        if (id <= 0 || id >= SYMBOLS_MAX) {
            return "";
        }
        String[] page = pages.get(id >> PAGE_BITS);
        String text = page == null ? null : page[id & (PAGE_SYMBOLS - 1)];
        return text == null ? "" : text;
    }

    /** How many times a string was refused, because the table was full or the string too long. */
    public long refused() {
        return refused.get();
    }
}
