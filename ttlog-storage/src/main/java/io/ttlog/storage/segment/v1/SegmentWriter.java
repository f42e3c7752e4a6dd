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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
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

    private final FileChannel channel;
    private final int[] groupRows;
    private final ChunkFormat chunkFormat;
    private final List<Column> columns = new ArrayList<>();
    private final long[] minNanos;
    private final long[] maxNanos;
    private final List<List<String>> services = new ArrayList<>();
    private long position;

    /**
     * Creates the file.
     *
     * @param groupRows rows of each row group
     */
    public SegmentWriter(Path file, Signal signal, long id, int[] groupRows, BlockCodec codec) throws IOException {
        this.groupRows = groupRows.clone();
        this.chunkFormat = new ChunkFormat(codec);
        this.minNanos = new long[groupRows.length];
        this.maxNanos = new long[groupRows.length];
        for (int i = 0; i < groupRows.length; i++) {
            services.add(List.of());
        }
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        byte[] header = SegmentFormat.header(signal, id);
        write(header, header.length);
    }

    /** Makes the chunks of a column, one after the other. */
    public interface Chunks {
        /** The one of a row group; null where all its rows are null. */
        @Nullable
        Chunk ofGroup(int group);
    }

    /**
     * Writes a column.
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
        for (int group = 0; group < groupRows.length; group++) {
            Chunk chunk = chunks.ofGroup(group);
            if (chunk == null) {
                entries.add(null);
                continue;
            }
            any = true;
            entries.add(write(chunk));
            if (!key.attribute() && key.name().equals("timestamp")) {
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

    private ChunkEntry write(Chunk chunk) throws IOException {
        ChunkFormat.Encoded encoded = chunkFormat.encode(chunk);
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
                (int) offset,
                encoded.storedBytes(),
                encoded.rawBytes(),
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
        footer.putByte(chunk.encoding().id())
                .putVarint(chunk.offset())
                .putVarint(chunk.storedBytes())
                .putVarint(chunk.rawBytes())
                .putVarint(chunk.nullCount())
                .putLong(chunk.min())
                .putLong(chunk.max());
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
