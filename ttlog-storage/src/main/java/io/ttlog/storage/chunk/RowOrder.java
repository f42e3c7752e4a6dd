/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of the rows of a segment. Rows that belong together have the same <em>lead</em>, and come one after another, by time:
 *
 * <pre>
 *  table     rows lie together that have the same   these come in the order of
 *  logs      service                                service
 *  gaps      service                                service
 *  metrics,  service, name and attributes: a series service, name, attributes by name, as bytes
 *  roll-ups
 *  spans     trace                                  the earliest start of each, then trace id; a span without one is a trace by itself
 * </pre>
 *
 * An object says it of some rows: of a memtable, in any order, or of a row group, in the order of this class. Each of its leads can be compared
 * with those of other objects. It is made of the columns alone, so that segments can be merged: who has made one of each row group takes
 * the row that {@link #compare} puts first, again and again. Immutable, safe for all threads; keeps 20 bytes a row, and the lead's bytes
 * once.
 */
public final class RowOrder {
    /** The column of times. */
    public static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    private static final ColumnKey SERVICE = new ColumnKey("service", false, ColumnType.TEXT);
    private static final ColumnKey NAME = new ColumnKey("name", false, ColumnType.TEXT);
    private static final ColumnKey TRACE_ID = new ColumnKey("trace_id", false, ColumnType.BYTES);
    private static final byte[] NOTHING = new byte[0];
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final long[] timestamps;
    private final int[] leadOfRow;
    /** In the order of first rows. */
    private final List<byte[]> leads = new ArrayList<>();
    /** Of spans the earliest time of each lead, otherwise zero. */
    private final long[] leadTimes;

    /**
     * The order of some rows.
     *
     * @param columns of the table; those that have no values here do no harm
     * @param chunks gives the columns, which all have that many rows; null where no row has a value
     * @param adjacent whether only neighbouring rows belong together: true of what is in order already
     */
    public RowOrder(
            Signal signal,
            List<ColumnKey> columns,
            Function<ColumnKey, @Nullable Chunk> chunks,
            int rowCount,
            boolean adjacent) {
        Chunk times = chunks.apply(TIMESTAMP);
        timestamps = times == null ? new long[rowCount] : ((NumberValues) times.values()).bits();
        boolean spans = signal == Signal.SPAN;
        List<LeadColumn> leading = new ArrayList<>();
        long[] hashes = new long[rowCount];
        for (ColumnKey key : leading(signal, columns)) {
            Chunk chunk = chunks.apply(key);
            if (chunk != null) {
                LeadColumn column = new LeadColumn(key, chunk.values(), valuesOfRows(chunk));
                column.addTo(hashes);
                leading.add(column);
            } else if (!key.attribute()) { // leads of other objects have a place for it
                int[] absent = new int[rowCount];
                Arrays.fill(absent, -1);
                leading.add(new LeadColumn(key, new NumberValues(new long[0], 0), absent));
            }
        }
        leadOfRow = new int[rowCount];
        int[] firstRows = leads(hashes, leading, spans, adjacent);
        leadTimes = new long[leads.size()];
        if (spans) {
            for (int lead = 0; lead < leadTimes.length; lead++) {
                leadTimes[lead] = timestamps[firstRows[lead]];
            }
            for (int row = 0; row < rowCount; row++) {
                leadTimes[leadOfRow[row]] = Math.min(leadTimes[leadOfRow[row]], timestamps[row]);
            }
        }
    }

    private RowOrder(RowOrder ofSeries, int[] seriesOfRow, long[] timestamps) {
        this.timestamps = timestamps;
        leads.addAll(ofSeries.leads);
        leadTimes = ofSeries.leadTimes;
        leadOfRow = new int[seriesOfRow.length];
        for (int row = 0; row < leadOfRow.length; row++) {
            leadOfRow[row] = ofSeries.leadOfRow[seriesOfRow[row]];
        }
    }

    /**
     * The order of readings whose series are known by number: two numbers may be of the same series.
     *
     * @param chunks gives the columns of series, with a row for each number
     * @param times of the rows
     */
    public static RowOrder ofSeries(
            List<ColumnKey> columns,
            Function<ColumnKey, @Nullable Chunk> chunks,
            int seriesCount,
            int[] seriesOfRow,
            @Nullable Chunk times) {
        RowOrder ofSeries = new RowOrder(Signal.METRIC, columns, chunks, seriesCount, false);
        long[] timestamps = times == null ? new long[seriesOfRow.length] : ((NumberValues) times.values()).bits();
        return new RowOrder(ofSeries, seriesOfRow, timestamps);
    }

    /** For each row the index of its value; -1 where it has none. */
    private static int[] valuesOfRows(Chunk chunk) {
        int[] valueOfRow = new int[chunk.rowCount()];
        boolean[] nulls = chunk.nulls();
        int value = 0;
        for (int row = 0; row < valueOfRow.length; row++) {
            valueOfRow[row] = nulls != null && nulls[row] ? -1 : value++;
        }
        return valueOfRow;
    }

    private static List<ColumnKey> leading(Signal signal, List<ColumnKey> columns) {
        if (signal == Signal.SPAN) {
            return List.of(TRACE_ID);
        }
        List<ColumnKey> leading = new ArrayList<>();
        leading.add(SERVICE);
        if (signal == Signal.METRIC || signal.isRollUp()) {
            leading.add(NAME);
            columns.stream()
                    .filter(ColumnKey::attribute)
                    .sorted(Comparator.comparing(ColumnKey::name).thenComparing(ColumnKey::type))
                    .forEach(leading::add);
        }
        return leading;
    }

    /** Finds the rows with equal hashes, and returns the first row of each. (Two leads of one hash would lie mixed, no more.) */
    private int[] leads(long[] hashes, List<LeadColumn> leading, boolean spans, boolean adjacent) {
        int[] firstRows = new int[16];
        int[] slots = new int[64]; // open addressing at half load: a lead plus one, or zero
        for (int row = 0; row < hashes.length; row++) {
            boolean alone = spans && hashes[row] == 0;
            if (row > 0 && hashes[row] == hashes[row - 1] && !alone) {
                leadOfRow[row] = leadOfRow[row - 1];
                continue;
            }
            int slot = 0;
            if (!adjacent && !alone) {
                slot = slot(slots, firstRows, hashes, hashes[row]);
                if (slots[slot] != 0) {
                    leadOfRow[row] = slots[slot] - 1;
                    continue;
                }
            }
            int lead = leads.size();
            if (lead == firstRows.length) {
                firstRows = Arrays.copyOf(firstRows, lead * 2);
            }
            firstRows[lead] = row;
            leadOfRow[row] = lead;
            leads.add(bytes(leading, row));
            if (!adjacent && !alone) {
                slots[slot] = lead + 1;
                if (leads.size() * 2 > slots.length) {
                    slots = grown(slots, firstRows, hashes);
                }
            }
        }
        return firstRows;
    }

    private static int slot(int[] slots, int[] firstRows, long[] hashes, long hash) {
        int mask = slots.length - 1;
        int slot = (int) (hash ^ hash >>> 32) & mask;
        while (slots[slot] != 0 && hashes[firstRows[slots[slot] - 1]] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int[] grown(int[] slots, int[] firstRows, long[] hashes) {
        int[] grown = new int[slots.length * 2];
        for (int leadPlusOne : slots) {
            if (leadPlusOne != 0) {
                grown[slot(grown, firstRows, hashes, hashes[firstRows[leadPlusOne - 1]])] = leadPlusOne;
            }
        }
        return grown;
    }

    private static byte[] bytes(List<LeadColumn> leading, int row) {
        int length = 0;
        for (LeadColumn column : leading) {
            length += column.bytes(row, NOTHING, -1);
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (LeadColumn column : leading) {
            at += column.bytes(row, bytes, at);
        }
        return bytes;
    }

    /** Number of rows. */
    public int rowCount() {
        return leadOfRow.length;
    }

    /** Number of different leads. */
    public int leadCount() {
        return leads.size();
    }

    /** When the row happened. */
    public long timestamp(int row) {
        return timestamps[row];
    }

    /** Whether two rows of this object belong together. */
    public boolean together(int row, int otherRow) {
        return leadOfRow[row] == leadOfRow[otherRow];
    }

    /** Whether two rows belong together, one of which is of another object. */
    public boolean together(int row, RowOrder other, int otherRow) {
        return this == other
                ? together(row, otherRow)
                : compareLeads(leadOfRow[row], other, other.leadOfRow[otherRow]) == 0;
    }

    /** Below zero when the row comes before that row of another object, or of this one; zero when either may come first. */
    public int compare(int row, RowOrder other, int otherRow) {
        int byLead = compareLeads(leadOfRow[row], other, other.leadOfRow[otherRow]);
        return byLead != 0 ? byLead : Long.compare(timestamps[row], other.timestamps[otherRow]);
    }

    private int compareLeads(int lead, RowOrder other, int otherLead) {
        if (this == other && lead == otherLead) {
            return 0;
        }
        int byTime = Long.compare(leadTimes[lead], other.leadTimes[otherLead]);
        return byTime != 0 ? byTime : Arrays.compareUnsigned(leads.get(lead), other.leads.get(otherLead));
    }

    /** For each row the place of its lead among those of this object: what a sort by {@link #compare} compares first. */
    public int[] ranks() {
        Integer[] sorted = new Integer[leads.size()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, (a, b) -> compareLeads(a, this, b));
        int[] rankOfLead = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            rankOfLead[sorted[i]] = i;
        }
        int[] ranks = new int[leadOfRow.length];
        for (int row = 0; row < ranks.length; row++) {
            ranks[row] = rankOfLead[leadOfRow[row]];
        }
        return ranks;
    }

    /** One of the columns that make the lead. */
    private static final class LeadColumn {
        private final ColumnKey key;
        private final Values values;
        private final int[] valueOfRow; // -1: null
        private final byte[] name;

        LeadColumn(ColumnKey key, Values values, int[] valueOfRow) {
            this.key = key;
            this.values = values;
            this.valueOfRow = valueOfRow;
            byte[] text = Wtf8.encode(key.name());
            name = key.attribute() ? Arrays.copyOf(text, text.length + 1) : NOTHING;
        }

        /** Mixes the values into the hashes; a null leaves them as they are. */
        void addTo(long[] hashes) {
            long salt = key.hashCode() * MIX;
            long[] ofEntry = values instanceof BinaryValues binary ? entryHashes(binary) : NO_ENTRIES;
            for (int row = 0; row < hashes.length; row++) {
                int value = valueOfRow[row];
                if (value >= 0) {
                    long own = values instanceof BinaryValues binary
                            ? ofEntry[binary.ids()[value]]
                            : ((NumberValues) values).bits()[value] * MIX;
                    long mixed = (hashes[row] ^ own ^ salt) * MIX;
                    hashes[row] = mixed ^ mixed >>> 29;
                }
            }
        }

        private static final long[] NO_ENTRIES = new long[0];

        private static long[] entryHashes(BinaryValues binary) {
            long[] hashes = new long[binary.dictionaryCount()];
            for (int id = 0; id < hashes.length; id++) {
                int at = binary.offsets()[id];
                int end = binary.offsets()[id + 1];
                long hash = (long) end - at;
                for (; end - at >= Long.BYTES; at += Long.BYTES) {
                    hash = (hash ^ EventFormat.getLong(binary.bytes(), at)) * MIX;
                    hash ^= hash >>> 32;
                }
                for (; at < end; at++) {
                    hash = (hash ^ binary.bytes()[at]) * MIX;
                    hash ^= hash >>> 32;
                }
                hashes[id] = hash;
            }
            return hashes;
        }

        /** Writes what the row's value adds to its lead, unless the place is -1, and returns how many bytes that is. */
        int bytes(int row, byte[] target, int at) {
            int value = valueOfRow[row];
            if (value < 0) {
                return key.attribute() ? 0 : 1; // a missing text comes before every other
            }

            int length;
            if (values instanceof BinaryValues binary) {
                int from = binary.offsets()[binary.ids()[value]];
                length = binary.offsets()[binary.ids()[value] + 1] - from;
                if (at >= 0) {
                    System.arraycopy(binary.bytes(), from, target, at + name.length, length);
                }
            } else {
                length = Long.BYTES;
                if (at >= 0) {
                    long bits = ((NumberValues) values).bits()[value];
                    EventFormat.putLong(target, at + name.length, Long.reverseBytes(bits ^ Long.MIN_VALUE));
                }
            }
            if (at >= 0) {
                System.arraycopy(name, 0, target, at, name.length);
            }
            return name.length + length + 1;
        }
    }
}
