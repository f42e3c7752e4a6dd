/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The sites of a runtime by their text, bounded by {@link #TEMPLATES_MAX}. A text is met first by walking the stack, for
 * the class that logs, and parsing it, in some microseconds; then it is known to all threads. So two classes that log the
 * same text share a logger name, that of the first. Beyond the bound texts are messages without a template and a logger,
 * and nobody walks. Safe for all threads.
 */
final class Sites {
    /** Most texts that become symbols; a program that builds its messages by concatenation reaches this soon. */
    static final int TEMPLATES_MAX = 65_536;
    /** Most characters of all texts together: bounds what a program holds that logs bodies of requests as templates. */
    static final int TEMPLATES_CHARS_MAX = 8 << 20;
    /** Longer texts are messages, not templates. */
    static final int TEMPLATE_CHARS_MAX = 1_024;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private final Symbols symbols;
    private final Vocabulary keys;
    private final @Nullable Vocabulary loggers;
    private final ConcurrentHashMap<String, Site> sites = new ConcurrentHashMap<>();
    private final AtomicLong chars = new AtomicLong(); // of all texts in sites

    /**
     * Knows no site.
     *
     * @param loggers of the classes that log; null when callers say who logs, and nobody walks
     */
    Sites(Symbols symbols, Vocabulary keys, @Nullable Vocabulary loggers) {
        this.symbols = symbols;
        this.keys = keys;
        this.loggers = loggers;
    }

    /** The site of the text, new if it was not known. One that could not become a symbol is not remembered. */
    Site find(String text) {
        Site known = sites.get(text);
        return known != null ? known : resolve(text);
    }

    private Site resolve(String text) {
        boolean full = sites.size() >= TEMPLATES_MAX || chars.get() + text.length() > TEMPLATES_CHARS_MAX;
        // Once full, every made-up text comes here: then the walk is not worth its microsecond.
        int logger = full || loggers == null ? Symbols.NONE : loggers.symbol(callingClass());
        if (text.length() > TEMPLATE_CHARS_MAX) {
            // What is beyond the longest message would only be made to be cut.
            return new Site(Symbols.NONE, logger, Template.parse(FieldWriter.cut(text, Recorder.TEXT_CHARS_MAX)), keys);
        }
        int template = full ? Symbols.NONE : symbols.intern(text);
        Site site = new Site(template, logger, Template.parse(text), keys);
        if (template == Symbols.NONE) {
            return site;
        }
        Site earlier = sites.putIfAbsent(text, site);
        if (earlier != null) {
            return earlier;
        }
        chars.addAndGet(text.length());
        return site;
    }

    private static String callingClass() {
        Optional<String> name = WALKER.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .filter(Sites::isOutside)
                .findFirst());
        return name.orElse("");
    }

    private static boolean isOutside(String className) {
        return !className.startsWith("io.ttlog.core.runtime.") && className.lastIndexOf('.') != "io.ttlog".length()
                || !className.startsWith("io.ttlog.");
    }
}
