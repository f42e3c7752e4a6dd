/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Renders the message of a log: its own text, or its template with the values of the fields that the holes name. A hole
 * whose field is missing shows its name in braces. Remembers the latest {@link #TEMPLATES_MAX} parsed templates, by symbol.
 * Belongs to one thread and to one table of symbols.
 */
public final class EventText {
    /** Most parsed templates that are remembered: more than the log calls of a large application that run often. */
    public static final int TEMPLATES_MAX = 4096;

    private static final int NOT_FOUND = -1;

    private final IntFunction<String> symbols;
    private final Map<Integer, Parsed> parsed = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Parsed> eldest) {
            return size() > TEMPLATES_MAX;
        }
    };
    private final StringBuilder values = new StringBuilder();

    /** Renders events that name their strings by these symbols, such as {@code symbols::text}. */
    public EventText(IntFunction<String> symbols) {
        this.symbols = symbols;
    }

    /** The message of the log; leaves the reader before its first field. */
    public String message(EventReader log) {
        StringBuilder text = new StringBuilder();
        appendMessage(text, log);
        return text.toString();
    }

    /** Appends the message of the log; leaves the reader before its first field. */
    public void appendMessage(StringBuilder text, EventReader log) {
        if (log.hasMessage()) {
            text.append(log.message());
        } else {
            appendTemplate(text, log);
        }
        log.rewind();
    }

    private void appendTemplate(StringBuilder text, EventReader log) {
        final Parsed template = parsed(log.name());
        final List<String> holes = template.holes;
        final int[] valueFrom = template.valueFrom;
        final int[] valueTo = template.valueTo;
        Arrays.fill(valueFrom, NOT_FOUND);
        values.setLength(0);
        // fields of a template call come in the order of its holes: look there first
        int expected = 0;
        log.rewind();
        while (!holes.isEmpty() && log.nextField()) {
            String key = symbols.apply(log.fieldKey());
            int hole = expected < holes.size() && holes.get(expected).equals(key) ? expected : holes.indexOf(key);
            if (hole >= 0 && valueFrom[hole] == NOT_FOUND) {
                valueFrom[hole] = values.length();
                ValueText.append(values, log);
                valueTo[hole] = values.length();
                expected = hole + 1;
            }
        }
        for (int i = 0; i < holes.size(); i++) {
            text.append(template.literals.get(i));
            if (valueFrom[i] == NOT_FOUND) {
                text.append('{').append(holes.get(i)).append('}');
            } else {
                text.append(values, valueFrom[i], valueTo[i]);
            }
        }
        text.append(template.literals.get(holes.size()));
    }

    private Parsed parsed(int symbol) {
        Parsed known = parsed.get(symbol);
        if (known == null) {
            known = new Parsed(Template.parse(symbols.apply(symbol)));
            parsed.put(symbol, known);
        }
        return known;
    }

    private static final class Parsed {
        final List<String> literals;
        final List<String> holes;
        final int[] valueFrom;
        final int[] valueTo;

        Parsed(Template template) {
            literals = template.literals();
            holes = template.holes();
            valueFrom = new int[holes.size()];
            valueTo = new int[holes.size()];
        }
    }
}
