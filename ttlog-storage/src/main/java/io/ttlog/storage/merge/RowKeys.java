/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through the rows of an input and tells of each what its place depends on: service and time. Belongs to one thread. */
final class RowKeys {
    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);
    private static final ColumnKey SERVICE = new ColumnKey("service", false, ColumnType.TEXT);

    private final String name;
    private final Iterator<? extends RowGroup> groups;
    private final Map<String, String> interned;

    private int rows;
    private int row;
    private long[] times = new long[0];
    private @Nullable BinaryValues services;
    private boolean @Nullable [] noService;
    private int serviceIndex;
    private int serviceId;

    private String service = "";
    private long time;
    private boolean ended;

    /**
     * Stands at the first row.
     *
     * @param interned one string for each service, shared by all inputs, so that most comparisons are of references
     */
    RowKeys(SegmentFile input, Map<String, String> interned) {
        this.name = input.name();
        this.groups = input.groups().iterator();
        this.interned = interned;
        advance();
    }

    boolean ended() {
        return ended;
    }

    String service() {
        return service;
    }

    /** Whether this row comes before the other one, which is of a later input: equal keys keep the order of inputs. */
    boolean before(RowKeys other) {
        int byService = service.equals(other.service) ? 0 : service.compareTo(other.service);
        return byService < 0 || byService == 0 && time <= other.time;
    }

    /** To the next row. */
    void advance() {
        while (row == rows) {
            if (!groups.hasNext()) {
                ended = true;
                return;
            }
            open(groups.next());
        }
        time = times[row];
        BinaryValues named = services;
        if (named == null || noService != null && noService[row]) {
            service = "";
            serviceId = -1;
        } else {
            int id = named.ids()[serviceIndex++];
            if (id != serviceId) {
                serviceId = id;
                service = interned.computeIfAbsent(named.text(id), text -> text);
            }
        }
        row++;
    }

    private void open(RowGroup group) {
        Chunk timeChunk = group.read(TIMESTAMP);
        if (timeChunk == null || timeChunk.nulls() != null) {
            throw new CorruptDataException(name, 0, "rows without a time");
        }
        times = ((NumberValues) timeChunk.values()).bits();
        Chunk serviceChunk = group.read(SERVICE);
        services = serviceChunk == null ? null : (BinaryValues) serviceChunk.values();
        noService = serviceChunk == null ? null : serviceChunk.nulls();
        rows = group.rowCount();
        row = 0;
        serviceIndex = 0;
        serviceId = -1;
    }
}
