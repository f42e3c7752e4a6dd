/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import io.ttlog.Signal;
import java.util.Collection;
import java.util.List;

/**
 * A segment as the manifest names it: enough to pass it by without opening it.
 *
 * @param id unique in the store
 * @param signal the table
 * @param partition the folder, named after the time that it covers
 * @param level how often its rows were merged: 0 as a seal wrote them; at most {@link #LEVEL_MAX}
 * @param rowCount number of rows
 * @param minNanos time of the earliest row
 * @param maxNanos time of the latest row
 * @param bytes of the file
 * @param naturalBytes of its values at natural width
 * @param services that its rows name; empty when there are none or more than {@link #SERVICES_MAX}
 * @param rolledUp of metrics: whether the roll-ups have its rows
 */
public record SegmentEntry(
        long id,
        Signal signal,
        String partition,
        int level,
        long rowCount,
        long minNanos,
        long maxNanos,
        long bytes,
        long naturalBytes,
        List<String> services,
        boolean rolledUp) {
    /** Most services that are listed: a list that long rules out little. */
    public static final int SERVICES_MAX = 256;

    /** More merges than any row ever sees. */
    public static final int LEVEL_MAX = 255;

    /** A segment whose rows are not rolled up. */
    public SegmentEntry(
            long id,
            Signal signal,
            String partition,
            int level,
            long rowCount,
            long minNanos,
            long maxNanos,
            long bytes,
            long naturalBytes,
            List<String> services) {
        this(id, signal, partition, level, rowCount, minNanos, maxNanos, bytes, naturalBytes, services, false);
    }

    /** The same file, of whose rows the roll-ups know, or do not. */
    public SegmentEntry rolledUp(boolean known) {
        return new SegmentEntry(
                id, signal, partition, level, rowCount, minNanos, maxNanos, bytes, naturalBytes, services, known);
    }

    /** The file, relative to the store's directory. */
    public String path() {
        return "segments/" + signal.table() + "/" + partition + "/" + id + ".seg";
    }

    /** Whether a row of that time (bounds inclusive) and of one of the services (all, when empty) may be in it. */
    public boolean mayHold(long fromNanos, long toNanos, Collection<String> wanted) {
        if (maxNanos < fromNanos || minNanos > toNanos) {
            return false;
        }
        return wanted.isEmpty() || services.isEmpty() || services.stream().anyMatch(wanted::contains);
    }
}
