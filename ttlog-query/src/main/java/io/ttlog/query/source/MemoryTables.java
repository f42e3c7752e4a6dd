/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tables by name. Not to be changed while a query reads them. */
public final class MemoryTables implements Tables {
    private final Map<String, Table> tables = new TreeMap<>();

    /** Adds a table, in place of one of the same name. */
    public void put(Table table) {
        tables.put(table.name().toLowerCase(Locale.ROOT), table);
    }

    /** Takes a table out; false when there is none. */
    public boolean remove(String name) {
        return tables.remove(name.toLowerCase(Locale.ROOT)) != null;
    }

    @Override
    public @Nullable Table table(String name) {
        return tables.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<String> names() {
        return List.copyOf(tables.keySet());
    }
}
