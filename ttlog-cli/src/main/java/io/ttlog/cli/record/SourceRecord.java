/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.record;

import io.ttlog.cli.notation.TimeUnits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record of a source: its fields in order, as Long, Double, Boolean or String, and which of them the format itself
 * says to be a column. Reused from record to record; grows to the widest.
 */
public final class SourceRecord {
    /** What is known of the fields of a record beside their names. */
    public enum Fields {
        /** Values have types; names may tell columns. As in JSON. */
        TYPED,
        /** Values are text for want of types; names may tell columns. As in CSV. */
        UNTYPED,
        /** Values have types, and the format says which are columns; names tell nothing. */
        DESCRIBED
    }

    private static final int INITIAL_FIELDS = 16;

    private String[] names = new String[INITIAL_FIELDS];
    private Object[] values = new Object[INITIAL_FIELDS];
    private int fieldCount;
    private final int[] given = new int[Column.COLUMNS]; // index + 1; 0 is none
    private final @Nullable TimeUnits[] units = new TimeUnits[Column.COLUMNS];
    private Fields fields = Fields.TYPED;
    private long line;

    /**
     * Empties it for the next record.
     *
     * @param lineNumber where the record starts in its source, from 1
     * @param known what is known of the fields
     */
    public void clear(long lineNumber, Fields known) {
        fieldCount = 0;
        Arrays.fill(given, 0);
        line = lineNumber;
        fields = known;
    }

    /** Adds a field; null is no field. */
    public void add(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        assert value instanceof Long || value instanceof Double || value instanceof Boolean || value instanceof String
                : value.getClass();
        if (fieldCount == names.length) {
            names = Arrays.copyOf(names, fieldCount * 2);
            values = Arrays.copyOf(values, fieldCount * 2);
        }
        names[fieldCount] = name;
        values[fieldCount++] = value;
    }

    /** Adds a field that the format says to be the column. */
    public void give(Column column, String name, @Nullable Object value) {
        give(column, name, value, null);
    }

    /** Adds a field that the format says to be the column, in a unit of time. */
    public void give(Column column, String name, @Nullable Object value, @Nullable TimeUnits unit) {
        add(name, value);
        if (value != null) {
            given[column.ordinal()] = fieldCount;
            units[column.ordinal()] = unit;
        }
    }

    /** Says that the last field is this column, too. */
    public void giveLast(Column column) {
        given[column.ordinal()] = fieldCount;
        units[column.ordinal()] = null;
    }

    /** The number of fields. */
    public int fieldCount() {
        return fieldCount;
    }

    /** The name of the field at the index. */
    public String name(int index) {
        return names[index];
    }

    /** The value of the field at the index. */
    public Object value(int index) {
        return values[index];
    }

    /** The index of the field that the format says to be the column, or -1. */
    public int given(Column column) {
        return given[column.ordinal()] - 1;
    }

    /** Copies {@link #given} of every column, by its ordinal. */
    public void copyGiven(int[] indexes) {
        for (int c = 0; c < given.length; c++) {
            indexes[c] = given[c] - 1;
        }
    }

    /** The unit of a given column, or null. */
    public @Nullable TimeUnits unit(Column column) {
        return given(column) < 0 ? null : units[column.ordinal()];
    }

    /** What is known of the fields. */
    public Fields fields() {
        return fields;
    }

    /** Where the record starts in its source, from 1. */
    public long line() {
        return line;
    }
}
