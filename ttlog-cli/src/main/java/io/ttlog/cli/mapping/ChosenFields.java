/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.SourceRecord;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which field of the present record is which column: the one that the user mapped, else the one that the format gives, else
 * the one whose name is the most telling. Looks at every field of every record, so it keeps its answers in arrays by
 * column. One thread.
 */
final class ChosenFields {
    private final Mapping mapping;
    private final Attributes attributes;
    private final Column[] mappedColumns;
    private final boolean[] mapped = new boolean[Column.COLUMNS];
    private final int[] chosen = new int[Column.COLUMNS]; // index of the field, or -1
    private final int[] ranks = new int[Column.COLUMNS];
    private final Set<Column> seen = EnumSet.noneOf(Column.class);
    private boolean[] taken = new boolean[16];
    private SourceRecord row = new SourceRecord();

    ChosenFields(Mapping mapping, Attributes attributes) {
        this.mapping = mapping;
        this.attributes = attributes;
        this.mappedColumns = mapping.fields().keySet().toArray(new Column[0]);
        for (Column column : mappedColumns) {
            mapped[column.ordinal()] = true;
        }
    }

    /** Chooses among the fields of the record, none of which is taken yet. */
    void choose(SourceRecord next) {
        row = next;
        int count = next.fieldCount();
        if (taken.length < count) {
            taken = new boolean[count * 2];
        }
        Arrays.fill(taken, 0, count, false);
        next.copyGiven(chosen);
        for (int c = 0; c < chosen.length; c++) {
            if (mapped[c]) {
                chosen[c] = -1;
            }
            ranks[c] = chosen[c] < 0 ? Integer.MAX_VALUE : FieldRole.RANK_GIVEN;
        }
        boolean named = next.fields() != SourceRecord.Fields.DESCRIBED;
        if (named || mappedColumns.length > 0) {
            chooseByName(count, named);
        }
        for (Column column : mappedColumns) {
            if (chosen[column.ordinal()] >= 0) {
                seen.add(column);
            }
        }
    }

    private void chooseByName(int count, boolean named) {
        for (int i = 0; i < count; i++) {
            FieldRole role = attributes.role(row.name(i));
            for (int r = 0; r < role.ranks.length; r++) {
                int c = role.columns[r].ordinal();
                if (role.ranks[r] < ranks[c] && (named || role.ranks[r] == FieldRole.RANK_MAPPED)) {
                    chosen[c] = i;
                    ranks[c] = role.ranks[r];
                }
            }
        }
    }

    /** The value of the column's field, or null when there is none. */
    @Nullable
    Object value(Column column) {
        int index = chosen[column.ordinal()];
        return index < 0 ? null : row.value(index);
    }

    /** The name of the column's field, which there is. */
    String name(Column column) {
        return row.name(chosen[column.ordinal()]);
    }

    /** Whether the user named the column's field. */
    boolean isMapped(Column column) {
        return mapped[column.ordinal()];
    }

    /** Whether neither the user nor the format named the column's field. */
    boolean isGuessed(Column column) {
        return ranks[column.ordinal()] > FieldRole.RANK_GIVEN;
    }

    /** The unit that the format or the name of the column's field tells, or null. */
    @Nullable
    TimeUnits unit(Column column) {
        return ranks[column.ordinal()] == FieldRole.RANK_GIVEN ? row.unit(column) : TimeUnits.ofName(name(column));
    }

    /** The column holds its field exactly: it is no attribute. */
    void take(Column column) {
        taken[chosen[column.ordinal()]] = true;
    }

    /** Whether a column took the field at the index. */
    boolean isTaken(int index) {
        return taken[index];
    }

    /** Columns that the user mapped to a field that no record had. */
    Set<Column> unseen() {
        Set<Column> unseen = EnumSet.noneOf(Column.class);
        unseen.addAll(mapping.fields().keySet());
        unseen.removeAll(seen);
        return unseen;
    }
}
