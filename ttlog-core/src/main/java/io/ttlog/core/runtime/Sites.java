/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sites of a runtime by their text, bounded by {@link #TEMPLATES_MAX}. A text is met first by walking the stack, for
 * the class that logs, and parsing it, in some microseconds; then it is known to all threads. So two classes that log the
 * same text share a logger name, that of the first. Safe for all threads.
 */
final class Sites {
    /** Most texts that become symbols; a program that builds its messages by concatenation reaches this soon. */
    static final int TEMPLATES_MAX = 65_536;
    /** Longer texts are messages, not templates. */
    static final int TEMPLATE_CHARS_MAX = 1_024;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private final Symbols symbols;
    private final Vocabulary keys;
    private final Vocabulary loggers;
    private final ConcurrentHashMap<String, Site> sites = new ConcurrentHashMap<>();

    Sites(Symbols symbols, Vocabulary keys, Vocabulary loggers) {
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
        boolean remember = text.length() <= TEMPLATE_CHARS_MAX && sites.size() < TEMPLATES_MAX;
        int template = remember ? symbols.intern(text) : Symbols.NONE;
        Site site = new Site(template, loggers.symbol(callingClass()), Template.parse(text), keys);
        if (template == Symbols.NONE) {
            return site;
        }
        Site earlier = sites.putIfAbsent(text, site);
        return earlier == null ? site : earlier;
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
