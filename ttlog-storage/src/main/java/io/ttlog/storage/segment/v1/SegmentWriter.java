/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.SegmentFormat.ChunkEntry;
import io.ttlog.storage.segment.v1.SegmentFormat.Column;
import io.ttlog.storage.wire.ByteWriter;
import io.ttlog.storage.wire.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 * Writes one segment file: {@link #column} for each column, then {@link #finish}. Holds one chunk in
 * memory. Without {@code finish} the file is no segment. Belongs to one thread; blocks.
 */
public final class SegmentWriter implements AutoCloseable {
    /** Longest service list and longest service name in it; beyond either the list is left empty. */
    private static final int SERVICES_MAX = 256;

    private static final int SERVICE_CHARS_MAX = 1024;

    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    private final FileChannel channel;
    private final int[] groupRows;
    private final ChunkFormat chunkFormat;
    private final List<Column> columns = new ArrayList<>();
    private final long[] minNanos;
    private final long[] maxNanos;
    private final List<List<String>> services = new ArrayList<>();
    private final List<int @Nullable []> stretchEnds = new ArrayList<>();
    private final List<@Nullable ChunkEntry> stretches = new ArrayList<>();
    private final List<ChunkEntry> clocks = new ArrayList<>();

    private @Nullable Clocks sharedTimes;

    /** The columns that others refer to. */
    private final Map<ColumnKey, List<@Nullable ChunkEntry>> referred = new HashMap<>();

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
        this.chunkFormat = new ChunkFormat(codec, cheap);
        this.minNanos = new long[groupRows.length];
        this.maxNanos = new long[groupRows.length];
        for (int i = 0; i < groupRows.length; i++) {
            services.add(List.of());
            stretchEnds.add(null);
            stretches.add(null);
        }
        this.channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        ByteWriter header = new ByteWriter();
        header.putLong(SegmentFormat.MAGIC)
                .putInt(SegmentFormat.VERSION)
                .putInt(signal.ordinal())
                .putLong(id);
        header.putInt(SegmentFormat.crc(header.array(), 0, header.length())).putInt(0);
        write(header.array(), header.length());
    }

    /** Makes the chunks of a column, one after the other. */
    public interface Chunks {
        /** The one of a row group; null where all its rows are null. */
        @Nullable
        Chunk ofGroup(int group);
    }

    /**
     * Says which neighbouring rows belong to one series or one trace: columns that are equal within them take no bytes a row. Before the
     * first column, or not at all.
     *
     * @param ends of each row group the row behind each of its stretches; null where there are none
     * @param shared the times of stretches; those that several have are stored once
     */
    public void stretches(List<int @Nullable []> ends, Clocks shared) throws IOException {
        for (int group = 0; group < groupRows.length; group++) {
            int[] groupEnds = ends.get(group);
            stretchEnds.set(group, groupEnds);
            if (groupEnds != null) {
                Chunk lengths = Stretches.lengths(groupEnds);
                stretches.set(group, write(lengths, Neighbours.none(groupEnds.length), false));
            }
        }
        sharedTimes = shared;
        for (long[] times : shared.all()) {
            Chunk clock = new Chunk(ColumnType.LONG, times.length, null, new NumberValues(times, times.length));
            clocks.add(write(clock, Neighbours.none(times.length), false));
        }
    }

    /** Whether columns may refer to that one: such a column is written before the others, to be of use. */
    public static boolean isReferredTo(ColumnKey key) {
        return Encodings.ALL.stream().anyMatch(encoding -> key.equals(encoding.refersTo()));
    }

    /**
     * Writes a column. {@link #isReferredTo} says which come first.
     *
     * @param chunks one a row group; null where all its rows are null
     */
    public void column(ColumnKey key, List<@Nullable Chunk> chunks) throws IOException {
        column(key, chunks::get);
    }

    /** Writes a column; asks for the chunk of each row group once, in their order. */
    public void column(ColumnKey key, Chunks chunks) throws IOException {
        List<@Nullable ChunkEntry> entries = new ArrayList<>();
        boolean any = false;
        Clocks shared = key.equals(TIMESTAMP) && !clocks.isEmpty() ? sharedTimes : null;
        for (int group = 0; group < groupRows.length; group++) {
            Chunk chunk = chunks.ofGroup(group);
            if (chunk == null) {
                entries.add(null);
                continue;
            }
            any = true;
            entries.add(write(group, chunk, shared));
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
            if (isReferredTo(key)) {
                referred.put(key, entries);
            }
        }
    }

    /** What was written of a column that another one refers to: held on disk, since there may be many row groups. */
    private @Nullable Chunk readBack(int group, ColumnKey key) {
        List<@Nullable ChunkEntry> entries = referred.get(key);
        ChunkEntry entry = entries == null ? null : entries.get(group);
        if (entry == null) {
            return null;
        }
        ByteBuffer stored = ByteBuffer.allocate(entry.storedBytes()).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (stored.hasRemaining()) {
                if (channel.read(stored, entry.offset() + (long) stored.position()) < 0) {
                    throw new EOFException("the segment that is being written ends at " + channel.size());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int[] ends = stretchEnds.get(group);
        Neighbours neighbours = entry.folded()
                ? Neighbours.none(entry.rowCount())
                : Neighbours.of(entry.rowCount(), ends, other -> null);
        Chunk chunk = ChunkFormat.decode(
                stored,
                0,
                entry.storedBytes(),
                entry.rawBytes(),
                key.type(),
                entry.encoding(),
                entry.rowCount(),
                entry.nullCount(),
                neighbours,
                "the segment that is being written");
        return entry.folded() && ends != null ? Stretches.unfolded(chunk, ends) : chunk;
    }

    private ChunkEntry write(int group, Chunk chunk, @Nullable Clocks shared) throws IOException {
        int[] ends = stretchEnds.get(group);
        Chunk folded = ends == null ? null : Stretches.folded(chunk, ends);
        if (folded != null) {
            return write(folded, Neighbours.none(folded.rowCount()), true);
        }
        Neighbours neighbours = Neighbours.of(chunk.rowCount(), ends, other -> readBack(group, other));
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
                put(chunk, footer);
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

    private static void put(@Nullable ChunkEntry chunk, ByteWriter footer) {
        if (chunk == null) {
            footer.putByte(SegmentFormat.ABSENT);
            return;
        }
        putPlace(chunk, footer);
        footer.putVarint(chunk.nullCount()).putLong(chunk.min()).putLong(chunk.max());
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
