/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.IndexWriter;
import io.ttlog.storage.segment.v1.SegmentFormat.ChunkEntry;
import io.ttlog.storage.segment.v1.SegmentFormat.Column;
import io.ttlog.storage.segment.v1.SegmentFormat.FilterEntry;
import io.ttlog.storage.segment.v1.encoding.Clocks;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteWriter;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment file: {@link #write}, then {@link #finish}. Without {@code finish} the file is no segment. Belongs to one thread; blocks.
 */
public final class SegmentWriter implements AutoCloseable {
    /** Longest service list and longest service name in it; beyond either the list is left empty. */
    private static final int SERVICES_MAX = 256;

    private static final int SERVICE_CHARS_MAX = 1024;

    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    private final FileChannel channel;
    private final int[] groupRows;
    private final boolean cheap;
    private final ChunkFormat chunkFormat;
    private final List<Column> columns = new ArrayList<>();
    private final long[] minNanos;
    private final long[] maxNanos;
    private final List<List<String>> services = new ArrayList<>();
    private final List<int @Nullable []> stretchEnds = new ArrayList<>();
    private final List<@Nullable ChunkEntry> stretches = new ArrayList<>();
    private final List<ChunkEntry> clocks = new ArrayList<>();

    private final IndexWriter index;
    private final List<FilterEntry> filters = new ArrayList<>();

    private long position;

    /**
     * Creates the file, with all encodings.
     *
     * @param groupRows rows of each row group
     */
    public SegmentWriter(Path file, Signal signal, long id, int[] groupRows, BlockCodec codec) throws IOException {
        this(file, signal, id, groupRows, codec, false);
    }

    /**
     * Creates the file.
     *
     * @param groupRows rows of each row group
     * @param cheap whether to leave out encodings that take long, for a seal beside the application
     */
    public SegmentWriter(Path file, Signal signal, long id, int[] groupRows, BlockCodec codec, boolean cheap)
            throws IOException {
        this.groupRows = groupRows.clone();
        this.cheap = cheap;
        this.chunkFormat = new ChunkFormat(codec, cheap);
        this.index = new IndexWriter(signal, groupRows.length, cheap);
        this.minNanos = new long[groupRows.length];
        this.maxNanos = new long[groupRows.length];
        for (int i = 0; i < groupRows.length; i++) {
            services.add(List.of());
            stretchEnds.add(null);
            stretches.add(null);
        }
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        byte[] header = SegmentFormat.header(signal, id);
        write(header, header.length);
    }

    /** Writes all columns. Holds one chunk of the column that it writes and of each that this one refers to. */
    public void write(OrderedRows rows) throws IOException {
        for (int group = 0; group < groupRows.length; group++) {
            int[] ends = rows.stretchEnds(group);
            stretchEnds.set(group, ends);
            if (ends != null) {
                stretches.set(group, write(Stretches.lengths(ends), Neighbours.none(ends.length), false));
            }
        }
        for (ColumnKey key : rows.columns()) {
            column(key, rows);
        }
        for (IndexWriter.Filters chosen : index.chosen(position)) {
            filters.add(write(chosen));
        }
    }

    private FilterEntry write(IndexWriter.Filters chosen) throws IOException {
        int[] offsets = new int[groupRows.length];
        int[] storedBytes = new int[groupRows.length];
        for (int group = 0; group < groupRows.length; group++) {
            byte[] filter = chosen.ofGroup(group);
            offsets[group] = Math.toIntExact(position);
            if (filter != null) {
                ByteWriter checked = new ByteWriter().putInt(SegmentFormat.crc(filter, 0, filter.length));
                checked.putBytes(filter, 0, filter.length);
                storedBytes[group] = checked.length();
                write(checked.array(), checked.length());
            }
        }
        return new FilterEntry(chosen.column(), chosen.kind(), chosen.kind().bits(), offsets, storedBytes);
    }

    private void column(ColumnKey key, OrderedRows rows) throws IOException {
        List<@Nullable ChunkEntry> entries = new ArrayList<>();
        boolean any = false;
        Clocks shared = key.equals(TIMESTAMP) && !cheap ? clocks(rows) : null; // ClockTimes is costly
        OrderedRows.Chunks chunks = rows.chunks(key);
        Map<ColumnKey, OrderedRows.Chunks> referred = referred(key, rows);
        boolean indexed = index.wants(key);
        OrderedRows.Chunks templates =
                indexed && key.equals(IndexWriter.MESSAGE) ? rows.chunks(IndexWriter.TEMPLATE) : null;
        for (int group = 0; group < groupRows.length; group++) {
            Map<ColumnKey, @Nullable Chunk> others = new HashMap<>();
            for (var other : referred.entrySet()) {
                others.put(other.getKey(), other.getValue().ofGroup(group));
            }
            Chunk chunk = chunks.ofGroup(group);
            Chunk template = templates == null ? null : templates.ofGroup(group);
            if (chunk == null) {
                entries.add(null);
                continue;
            }
            any = true;
            if (indexed) {
                index.add(key, group, chunk, template);
            }
            entries.add(
                    chunks.folded()
                            ? write(chunk, Neighbours.none(chunk.rowCount()), true)
                            : write(group, chunk, shared, others));
            if (key.equals(TIMESTAMP)) {
                NumberValues times = (NumberValues) chunk.values();
                minNanos[group] = min(times);
                maxNanos[group] = max(times);
            } else if (!key.attribute() && key.name().equals("service")) {
                services.set(group, services((BinaryValues) chunk.values()));
            }
        }
        if (any) {
            columns.add(new Column(key, entries));
        }
    }

    /** The columns that encodings of this one refer to. */
    private static Map<ColumnKey, OrderedRows.Chunks> referred(ColumnKey key, OrderedRows rows) {
        Map<ColumnKey, OrderedRows.Chunks> referred = new HashMap<>();
        for (ColumnEncoding encoding : Encodings.ALL) {
            ColumnKey other = encoding.refersTo();
            if (other != null
                    && encoding.fits(key.type())
                    && !other.equals(key)
                    && rows.columns().contains(other)) {
                referred.computeIfAbsent(other, rows::chunks);
            }
        }
        return referred;
    }

    /** Writes the times that stretches of several row groups share. */
    private @Nullable Clocks clocks(OrderedRows rows) throws IOException {
        Clocks shared = Clocks.of(() -> rows.chunks(TIMESTAMP), stretchEnds);
        for (long[] times : shared.all()) {
            Chunk clock = new Chunk(ColumnType.LONG, times.length, null, new NumberValues(times, times.length));
            clocks.add(write(clock, Neighbours.none(times.length), false));
        }
        return shared.all().isEmpty() ? null : shared;
    }

    private ChunkEntry write(int group, Chunk chunk, @Nullable Clocks shared, Map<ColumnKey, @Nullable Chunk> others)
            throws IOException {
        int[] ends = stretchEnds.get(group);
        Chunk folded = ends == null ? null : Stretches.folded(chunk, ends);
        if (folded != null) {
            return write(folded, Neighbours.none(folded.rowCount()), true);
        }
        Neighbours neighbours = Neighbours.of(chunk.rowCount(), ends, others::get);
        return write(chunk, neighbours.withClocks(shared), false);
    }

    private ChunkEntry write(Chunk chunk, Neighbours neighbours, boolean folded) throws IOException {
        ChunkFormat.Encoded encoded = chunkFormat.encode(chunk, neighbours);
        long offset = position;
        if (offset + encoded.storedBytes() > Integer.MAX_VALUE) {
            throw new IOException(
                    "a segment beyond " + Integer.MAX_VALUE + " bytes cannot be mapped; lower the seal bytes");
        }
        write(chunkFormat.bytes(), encoded.storedBytes());
        long min = 0;
        long max = 0;
        if (chunk.values() instanceof NumberValues numbers && chunk.type() != ColumnType.DOUBLE) {
            min = min(numbers);
            max = max(numbers);
        } else if (chunk.values() instanceof NumberValues doubles) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < doubles.count(); i++) {
                double value = Double.longBitsToDouble(doubles.bits()[i]);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            if (!Double.isNaN(low)) {
                min = Double.doubleToRawLongBits(low);
                max = Double.doubleToRawLongBits(high);
            }
        }
        return new ChunkEntry(
                encoded.encoding(),
                folded,
                (int) offset,
                encoded.storedBytes(),
                encoded.rawBytes(),
                chunk.rowCount(),
                chunk.rowCount() - chunk.values().count(),
                min,
                max);
    }

    private static long min(NumberValues numbers) {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < numbers.count(); i++) {
            min = Math.min(min, numbers.bits()[i]);
        }
        return min;
    }

    private static long max(NumberValues numbers) {
        long max = Long.MIN_VALUE;
        for (int i = 0; i < numbers.count(); i++) {
            max = Math.max(max, numbers.bits()[i]);
        }
        return max;
    }

    private static List<String> services(BinaryValues values) {
        TreeSet<String> distinct = new TreeSet<>();
        int lastId = -1;
        for (int i = 0; i < values.count(); i++) {
            if (values.ids()[i] != lastId) {
                lastId = values.ids()[i];
                String service = values.text(lastId);
                distinct.add(service);
                if (distinct.size() > SERVICES_MAX || service.length() > SERVICE_CHARS_MAX) {
                    return List.of();
                }
            }
        }
        return List.copyOf(distinct);
    }

    /**
     * Completes the file and forces it to the device.
     *
     * @return its bytes
     */
    public long finish() throws IOException {
        ByteWriter footer = new ByteWriter();
        footer.putVarint(groupRows.length);
        for (int group = 0; group < groupRows.length; group++) {
            footer.putVarint(groupRows[group]).putLong(minNanos[group]).putLong(maxNanos[group]);
            footer.putVarint(services.get(group).size());
            services.get(group).forEach(footer::putText);
            ChunkEntry groupStretches = stretches.get(group);
            footer.putVarint(groupStretches == null ? 0 : groupStretches.rowCount());
            if (groupStretches != null) {
                putPlace(groupStretches, footer);
            }
        }
        footer.putVarint(clocks.size());
        for (ChunkEntry clock : clocks) {
            footer.putVarint(clock.rowCount());
            putPlace(clock, footer);
        }
        footer.putVarint(columns.size());
        for (Column column : columns) {
            footer.putText(column.key().name())
                    .putByte(column.key().attribute() ? 1 : 0)
                    .putByte(column.key().type().ordinal());
            for (ChunkEntry chunk : column.chunks()) {
                put(chunk, SegmentFormat.hasZone(column.key().type()), footer);
            }
        }
        footer.putVarint(filters.size());
        for (FilterEntry filter : filters) {
            footer.putText(filter.key().name())
                    .putByte(filter.key().attribute() ? 1 : 0)
                    .putByte(filter.key().type().ordinal())
                    .putByte(filter.kind().id())
                    .putByte(filter.bits())
                    .putVarint(filter.groupCount() == 0 ? 0 : filter.offset(0));
            for (int group = 0; group < filter.groupCount(); group++) {
                footer.putVarint(filter.storedBytes(group));
            }
        }
        int footerBytes = footer.length();
        if (footerBytes > SegmentFormat.FOOTER_BYTES_MAX || columns.size() > SegmentFormat.GROUPS_MAX) {
            throw new IOException("a footer of " + footerBytes + " bytes for " + columns.size() + " columns, at most "
                    + SegmentFormat.FOOTER_BYTES_MAX + " for " + SegmentFormat.GROUPS_MAX + "; lower the seal bytes");
        }
        footer.putInt(footerBytes);
        footer.putInt(SegmentFormat.crc(footer.array(), 0, footer.length())).putLong(SegmentFormat.END_MAGIC);
        write(footer.array(), footer.length());
        channel.force(true);
        return position;
    }

    private static void put(@Nullable ChunkEntry chunk, boolean hasZone, ByteWriter footer) {
        if (chunk == null) {
            footer.putByte(SegmentFormat.ABSENT);
            return;
        }
        putPlace(chunk, footer);
        footer.putVarint(chunk.nullCount());
        if (hasZone) {
            footer.putLong(chunk.min()).putLong(chunk.max());
        }
    }

    private static void putPlace(ChunkEntry chunk, ByteWriter footer) {
        footer.putByte(chunk.encoding().id() | (chunk.folded() ? SegmentFormat.FOLDED : 0))
                .putVarint(chunk.offset())
                .putVarint(chunk.storedBytes())
                .putVarint(chunk.rawBytes());
    }

    /** The services of all row groups, as {@link SegmentFormat.Group#services}. */
    public List<String> services() {
        TreeSet<String> all = new TreeSet<>();
        for (List<String> group : services) {
            if (group.isEmpty()) {
                return List.of();
            }
            all.addAll(group);
        }
        return all.size() > SERVICES_MAX ? List.of() : List.copyOf(all);
    }

    private void write(byte[] bytes, int length) throws IOException {
        Disk.writeFully(channel, bytes, 0, length);
        position += length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
