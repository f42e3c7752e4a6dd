/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.Signal;
import io.ttlog.cli.record.Column;
import io.ttlog.core.event.Symbols;
import java.util.ArrayList;
import java.util.List;

/** What fields of one name can become; worked out once a name. */
final class FieldRole {
    /** Of a column that the user mapped to the field. */
    static final int RANK_MAPPED = 0;
    /** Of a column that the format gives. */
    static final int RANK_GIVEN = 1;

    private static final int RANK_KNOWN = 2;

    final String name;
    final Column[] columns;
    /** By index of {@link #columns}: the lowest wins a column. */
    final int[] ranks;

    /** The attribute's key; NONE until a field of the name becomes one, or when there is no room for it. */
    int symbol = Symbols.NONE;

    /** The last record that had an attribute of the name. */
    long record = -1;

    FieldRole(String name, Mapping mapping) {
        this.name = name;
        List<Column> found = new ArrayList<>();
        List<Integer> foundRanks = new ArrayList<>();
        for (Column column : mapping.mappedTo(name)) {
            found.add(column);
            foundRanks.add(RANK_MAPPED);
        }
        Signal signal = mapping.signal();
        for (Column column : Column.values()) {
            int rank = mapping.field(column) == null ? column.rank(signal, name) : -1;
            if (rank >= 0) {
                found.add(column);
                foundRanks.add(RANK_KNOWN + rank);
            }
        }
        columns = found.toArray(new Column[0]);
        ranks = foundRanks.stream().mapToInt(Integer::intValue).toArray();
    }
}
