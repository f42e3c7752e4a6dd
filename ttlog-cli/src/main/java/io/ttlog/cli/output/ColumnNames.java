/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult.Column;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of result columns for formats in which a name may stand only once. */
final class ColumnNames {
    private ColumnNames() {}

    /** The names in order; a second {@code x} becomes {@code x_2}. */
    static List<String> distinct(List<Column> columns) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            String name = column.name();
            for (int n = 2; !taken.add(name); n++) {
                name = column.name() + "_" + n;
            }
            names.add(name);
        }
        return names;
    }
}
