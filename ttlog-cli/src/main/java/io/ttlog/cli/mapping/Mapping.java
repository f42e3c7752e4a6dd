/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.Signal;
import io.ttlog.cli.record.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which source field goes to which column because the user said so ({@code --map column=sourceField,...}); columns that it
 * does not name are found by the names of fields. A field may go to several columns, a column has one field. Immutable.
 */
public final class Mapping {
    private final Signal signal;
    private final Map<Column, String> fields;

    private Mapping(Signal signal, Map<Column, String> fields) {
        this.signal = signal;
        this.fields = fields;
    }

    /**
     * Parses pairs of {@code column=sourceField}.
     *
     * @throws MappingException when a pair is malformed, or its column is unknown or named before
     */
    public static Mapping of(Signal signal, List<String> pairs) throws MappingException {
        Map<Column, String> fields = new EnumMap<>(Column.class);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new MappingException("'" + pair + "' is not column=sourceField");
            }
            String name = pair.substring(0, equals).strip();
            Column column = Column.of(signal, name);
            if (column == null) {
                throw new MappingException("'" + name + "' is no column of " + signal.table() + "; these are: "
                        + String.join(", ", columns(signal)));
            }
            String field = pair.substring(equals + 1);
            String before = fields.put(column, field);
            if (before != null && !before.equals(field)) {
                throw new MappingException(
                        "column " + name + " is mapped twice, to '" + before + "' and to '" + field + "'");
            }
        }
        return new Mapping(signal, fields);
    }

    private static List<String> columns(Signal signal) {
        return Arrays.stream(Column.values())
                .filter(column -> column.belongsTo(signal))
                .map(Column::text)
                .toList();
    }

    /** The signal whose columns these are. */
    public Signal signal() {
        return signal;
    }

    /** The field that the user mapped to the column, or null. */
    public @Nullable String field(Column column) {
        return fields.get(column);
    }

    /** What the user mapped. */
    public Map<Column, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** The columns that the user mapped to the field. */
    List<Column> mappedTo(String field) {
        List<Column> columns = new ArrayList<>();
        fields.forEach((column, source) -> {
            if (source.equals(field)) {
                columns.add(column);
            }
        });
        return columns;
    }
}
