/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import io.ttlog.core.event.ValueText;
import io.ttlog.spi.Limit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a template text means: the symbol of the text, of the keys that its holes name, and of the class that logs it.
 * Immutable, but for the limits that calls put on it; safe for all threads.
 */
final class Site {
    /** Most limits of one text. */
    static final int LIMITS_MAX = 8;

    private static final VarHandle LIMITS;

    static {
        try {
            LIMITS = MethodHandles.lookup().findVarHandle(Site.class, "limits", SiteLimit.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Symbol of the text; {@link Symbols#NONE} when the text is too long or one too many to be a symbol. */
    final int template;

    final int logger;
    private final int[] keys;
    private final Template parsed;
    private final Vocabulary vocabulary;
    private final boolean namesArguments;
    private volatile @Nullable SiteLimit limits; // a list, longer only by compare-and-set

    Site(int template, int logger, Template parsed, Vocabulary vocabulary) {
        this.template = template;
        this.logger = logger;
        this.parsed = parsed;
        this.vocabulary = vocabulary;
        List<String> holes = parsed.holes();
        namesArguments = holes.stream().anyMatch(hole -> hole.startsWith("arg"));
        keys = new int[holes.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = vocabulary.symbol(holes.get(i));
        }
    }

    int holes() {
        return keys.length;
    }

    /** The key of the hole at the index; {@link Symbols#NONE} when its name could not become a symbol. */
    int key(int hole) {
        return keys[hole];
    }

    /** The key of the value at the index, which need not have a hole. */
    int key(int index, Producer producer) {
        if (index < keys.length) {
            return keys[index];
        }
        return namesArguments && index < Recorder.ARGUMENTS_MAX
                ? vocabulary.symbol(parsed.key(index)) // a hole may have its name
                : producer.argumentKey(index);
    }

    /** The limit here, new if it was not known; null when there are too many, or when this text is not remembered. */
    @Nullable
    SiteLimit limit(Limit limit, long ticks) {
        while (template != Symbols.NONE) {
            final SiteLimit first = limits;
            int count = 0;
            for (SiteLimit known = first; known != null; known = known.next) {
                if (known.limit.equals(limit)) {
                    return known;
                }
                count++;
            }
            if (count == LIMITS_MAX) {
                break;
            }
            SiteLimit added = new SiteLimit(limit, first, ticks);
            if (LIMITS.compareAndSet(this, first, added)) { // else look again: at most LIMITS_MAX times
                return added;
            }
        }
        return null;
    }

    /** The text with the values of the event in its holes, for an event that carries its message as text. */
    String render(EventReader event) {
        StringBuilder text = new StringBuilder(parsed.literals().get(0));
        for (int i = 0; i < keys.length; i++) {
            appendField(text, event, i);
            text.append(parsed.literals().get(i + 1));
        }
        return text.toString();
    }

    private void appendField(StringBuilder text, EventReader event, int hole) {
        event.rewind();
        while (event.nextField()) {
            if (event.fieldKey() == keys[hole]) {
                ValueText.append(text, event);
                return;
            }
        }
        text.append('{').append(parsed.holes().get(hole)).append('}');
    }
}
