/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.Signal;
import io.ttlog.query.sql.TableNames;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.wire.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a snapshot of the store, and those that tell of it. */
public final class StoreTables implements Tables {
    private final Snapshot snapshot;

    /** The snapshot stays the caller's, who closes it after the query. */
    public StoreTables(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public @Nullable Table table(String name) {
        Signal signal = TableNames.signal(name);
        return signal == null ? SystemTables.of(name, snapshot) : new StoreTable(snapshot, signal);
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(TableNames.ALL);
        names.addAll(SystemTables.NAMES);
        return names;
    }

    @Override
    public List<String> damage() {
        return snapshot.damage().stream().map(Finding::toString).toList();
    }
}
