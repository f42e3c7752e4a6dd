/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a store and their columns, as they are now.
 *
 * @param tables columns and attributes by the names of the tables
 */
record Schema(Map<String, List<Column>> tables) {
    /**
     * A column or an attribute.
     *
     * @param type as in SQL, in capitals
     * @param attribute whether rows brought it
     */
    record Column(String name, String type, boolean attribute) {}

    /** What the store in the directory holds. */
    static Schema of(Path data) {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        try (Snapshot snapshot = Store.read(data)) {
            Tables ofStore = new StoreTables(snapshot);
            for (String name : ofStore.names()) {
                Table table = Objects.requireNonNull(ofStore.table(name));
                List<Column> columns = new ArrayList<>();
                table.columns().forEach((column, type) -> columns.add(new Column(column, type.name(), false)));
                table.attributes().forEach((column, type) -> columns.add(new Column(column, type.name(), true)));
                tables.put(name, columns);
            }
        }
        return new Schema(tables);
    }

    /** The columns of a table, by its name without regard to case; null when there is no such table. */
    @Nullable
    List<Column> columns(String table) {
        return tables.get(table.toLowerCase(Locale.ROOT));
    }
}
