/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.cli.notation.Numbers;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.SourceRecord;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes into the event being encoded. The second field of a name in a record gets {@code _2} after it, and so
 * on. Fields beyond what an event holds, or whose names do not fit the tables, are kept together as {@code name=value} lines
 * in the attribute {@link #OVERFLOW_KEY}; fields of that name, as an export of such an event has them, are lines of it, too. One thread.
 */
final class Attributes {
    /** The attribute that holds what no other could. */
    static final String OVERFLOW_KEY = "import_overflow";

    /** Longest string that becomes a symbol: names are short, and symbols stay in memory. */
    private static final int SYMBOL_CHARS_MAX = 2048;

    /** Most names whose roles are remembered; beyond, they are worked out each time. */
    private static final int ROLES_MAX = 1 << 16;

    /** Most fields of the same name that are told apart in one record. */
    private static final int REPEATS_MAX = 100;

    private final Mapping mapping;
    private final Symbols symbols;
    private final int overflowKey;
    private final Map<String, FieldRole> roles = new HashMap<>();
    private @Nullable EventEncoder event;
    private @Nullable StringBuilder overflow;
    private int count;
    private long record;
    private long refused;

    Attributes(Mapping mapping, Symbols symbols) {
        this.mapping = mapping;
        this.symbols = symbols;
        this.overflowKey = symbols.intern(OVERFLOW_KEY);
    }

    /** Starts the attributes of the next event. */
    void begin(EventEncoder next) {
        event = next;
        overflow = null;
        count = 0;
        record++;
    }

    /** What fields of the name can become. */
    FieldRole role(String name) {
        FieldRole role = roles.get(name);
        if (role == null) {
            role = new FieldRole(name, mapping);
            if (roles.size() < ROLES_MAX) {
                roles.put(name, role);
            }
        }
        return role;
    }

    /** The symbol of a string, or none when it is too long or the table is full, which is counted. */
    int symbol(String text) {
        int symbol = text.length() > SYMBOL_CHARS_MAX ? Symbols.NONE : symbols.intern(text);
        if (symbol == Symbols.NONE && !text.isEmpty()) {
            refused++;
        }
        return symbol;
    }

    long refused() {
        return refused;
    }

    /** Adds an attribute; a text without a type gets the one it shows. */
    void put(String name, Object value, SourceRecord.Fields fields) {
        Object typed = fields == SourceRecord.Fields.UNTYPED ? Numbers.valueOf(value.toString()) : value;
        FieldRole role = role(name);
        int key = key(role);
        if (key == overflowKey) {
            overflowLine().append(typed);
            return;
        }
        if (role.record == record) {
            role = repeated(role);
            key = key(role);
        }
        role.record = record;
        if (key == Symbols.NONE || count == EventFormat.FIELDS_MAX - 1) {
            overflow(name, typed);
            return;
        }
        count++;
        EventEncoder encoder = Objects.requireNonNull(event);
        if (typed instanceof String text) {
            encoder.field(key, text);
        } else if (typed instanceof Long number) {
            encoder.field(key, (long) number);
        } else if (typed instanceof Double number) {
            encoder.field(key, (double) number);
        } else {
            encoder.field(key, (boolean) typed);
        }
    }

    /** The key's symbol, interned when a field of the name first becomes an attribute: most columns' fields never do. */
    private int key(FieldRole role) {
        if (role.symbol == Symbols.NONE) {
            role.symbol = symbol(role.name);
        }
        return role.symbol;
    }

    private FieldRole repeated(FieldRole first) {
        for (int n = 2; n <= REPEATS_MAX; n++) {
            FieldRole role = role(first.name + "_" + n);
            if (role.record != record) {
                return role;
            }
        }
        return new FieldRole("", mapping); // a name that no symbol has: the field overflows
    }

    private void overflow(String name, Object value) {
        overflowLine().append(name).append('=').append(value);
    }

    private StringBuilder overflowLine() {
        StringBuilder text = overflow;
        if (text == null) {
            text = new StringBuilder();
            overflow = text;
        } else {
            text.append('\n');
        }
        return text;
    }

    /** Adds each of the labels in {@code a=b;c=d}. */
    void putLabels(String labels) throws RejectedException {
        int at = 0;
        while (at < labels.length()) {
            int semicolon = labels.indexOf(';', at);
            int end = semicolon < 0 ? labels.length() : semicolon;
            int equals = labels.indexOf('=', at);
            if (equals <= at || equals >= end) {
                throw new RejectedException("label '" + labels.substring(at, end) + "' is not name=value");
            }
            put(labels.substring(at, equals), labels.substring(equals + 1, end), SourceRecord.Fields.DESCRIBED);
            at = end + 1;
        }
    }

    /** Ends the attributes of the event. */
    void end() {
        if (overflow != null) {
            Objects.requireNonNull(event).field(overflowKey, overflow.toString());
        }
    }
}
