/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ChunkCache;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.IndexWriter;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.index.Need;
import io.ttlog.storage.segment.v1.SegmentFormat.ChunkEntry;
import io.ttlog.storage.segment.v1.SegmentFormat.Column;
import io.ttlog.storage.segment.v1.SegmentFormat.Group;
import io.ttlog.storage.segment.v1.encoding.Clocks;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment file through a memory map that lives as long as this object: the file may be deleted meanwhile. Header and
 * footer are checked at {@link #open}, chunks when they are read. Safe for all threads.
 */
public final class SegmentFile implements Run {
    private static final ColumnType[] TYPES = ColumnType.values();
    private static final Signal[] SIGNALS = Signal.values();
    private static final Map<Integer, ColumnEncoding> ENCODINGS = new HashMap<>();

    static {
        for (ColumnEncoding encoding : Encodings.ALL) {
            ENCODINGS.put(encoding.id(), encoding);
        }
    }

    /** What the lengths of stretches are called among columns. */
    private static final ColumnKey STRETCHES = new ColumnKey("(stretches)", false, ColumnType.LONG);

    /** What clocks are called among columns. */
    private static final ColumnKey CLOCKS = new ColumnKey("(clocks)", false, ColumnType.LONG);

    private final String name;
    private final ByteBuffer bytes;
    private final Signal signal;
    private final long id;
    private final List<SegmentGroup> groups = new ArrayList<>();
    private final List<Clock> clocks = new ArrayList<>();
    private final List<ColumnKey> columns = new ArrayList<>();
    private volatile @Nullable Set<ColumnKey> restKeys; // read when first asked for
    private final Map<ColumnKey, Column> byKey = new HashMap<>();
    private final SegmentFilters filters;

    private SegmentFile(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
        int size = bytes.limit();
        byte[] header = copy(0, Math.min(size, SegmentFormat.HEADER_BYTES));
        ByteReader in = new ByteReader(header, 0, header.length, name, 0);
        long magic = in.readLong();
        int version = in.readInt();
        int signalNumber = in.readInt();
        id = in.readLong();
        int crc = in.readInt();
        if (magic != SegmentFormat.MAGIC
                || crc != SegmentFormat.crc(header, 0, SegmentFormat.CHECKED_HEADER_BYTES)
                || in.readInt() != 0) {
            throw new CorruptDataException(name, 0, "no segment header");
        }
        if (version != SegmentFormat.VERSION) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    name + " at offset " + SegmentFormat.VERSION_OFFSET + ": segment version " + version
                            + ", this ttlog reads " + SegmentFormat.VERSION + "; use a newer one");
        }
        if (signalNumber < 0 || signalNumber >= SIGNALS.length) {
            throw new CorruptDataException(name, SegmentFormat.SIGNAL_OFFSET, "signal " + signalNumber);
        }
        signal = SIGNALS[signalNumber];
        filters = readFooter(footer(size));
    }

    /**
     * Maps and checks a file.
     *
     * @param name of the file in errors
     * @throws CorruptDataException when header or footer are damaged
     */
    public static SegmentFile open(Path file, String name) throws IOException {
        return open(map(file, name), name);
    }

    /**
     * Checks a file that is mapped.
     *
     * @throws CorruptDataException when header or footer are damaged
     */
    public static SegmentFile open(ByteBuffer mapped, String name) {
        return new SegmentFile(name, mapped);
    }

    /**
     * Maps a file, which can be read from then on though it is deleted; checks nothing.
     *
     * @throws CorruptDataException when it is larger than any segment
     */
    public static ByteBuffer map(Path file, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new CorruptDataException(name, 0, "segment of " + size + " bytes, at most " + Integer.MAX_VALUE);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** These rows without those of some row groups. */
    private SegmentFile(SegmentFile whole, Set<RowGroup> kept) {
        name = whole.name;
        bytes = whole.bytes;
        signal = whole.signal;
        id = whole.id;
        columns.addAll(whole.columns);
        byKey.putAll(whole.byKey);
        clocks.addAll(whole.clocks);
        filters = whole.filters;
        whole.groups.stream().filter(kept::contains).forEach(groups::add);
    }

    /** Some of the row groups of this file. */
    public SegmentFile only(Set<RowGroup> kept) {
        return new SegmentFile(this, kept);
    }

    /** Maps a copy of a file, with the header and the end mark that it must have had: their bytes are known, so damage there costs nothing. */
    public static ByteBuffer mended(Path file, String name, Signal signal, long id) throws IOException {
        ByteBuffer copy;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE || size < SegmentFormat.HEADER_BYTES + SegmentFormat.TRAILER_BYTES) {
                throw new CorruptDataException(name, 0, "no segment has " + size + " bytes");
            }
            copy = channel.map(FileChannel.MapMode.PRIVATE, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        }
        copy.put(0, SegmentFormat.header(signal, id));
        copy.putLong(copy.limit() - Long.BYTES, SegmentFormat.END_MAGIC);
        return copy;
    }

    private byte[] copy(int from, int length) {
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return copy;
    }

    private ByteReader footer(int size) {
        int trailerAt = size - SegmentFormat.TRAILER_BYTES;
        if (trailerAt < SegmentFormat.HEADER_BYTES || bytes.getLong(trailerAt + 8) != SegmentFormat.END_MAGIC) {
            throw new CorruptDataException(name, Math.max(0, trailerAt), "no end mark: the segment is cut off");
        }
        int footerBytes = bytes.getInt(trailerAt);
        if (footerBytes < 0
                || footerBytes > SegmentFormat.FOOTER_BYTES_MAX
                || footerBytes > trailerAt - SegmentFormat.HEADER_BYTES) {
            throw new CorruptDataException(name, trailerAt, "footer of " + footerBytes + " bytes");
        }
        int footerAt = trailerAt - footerBytes;
        byte[] footer = copy(footerAt, footerBytes + Integer.BYTES);
        if (SegmentFormat.crc(footer, 0, footer.length) != bytes.getInt(trailerAt + Integer.BYTES)) {
            throw new CorruptDataException(name, footerAt, "footer does not match its checksum");
        }
        return new ByteReader(footer, 0, footerBytes, name, footerAt);
    }

    private SegmentFilters readFooter(ByteReader in) {
        int groupCount = in.readCount(Math.min(SegmentFormat.GROUPS_MAX, in.remaining()), "row group count");
        for (int i = 0; i < groupCount; i++) {
            int rows = in.readCount(Chunk.ROWS_MAX, "rows");
            long min = in.readLong();
            long max = in.readLong();
            int serviceCount = in.readCount(in.remaining(), "service count");
            List<String> services = new ArrayList<>();
            for (int s = 0; s < serviceCount; s++) {
                services.add(in.readText(Integer.MAX_VALUE));
            }
            int stretchCount = in.readCount(rows, "stretch count");
            ChunkEntry stretches = stretchCount == 0
                    ? null
                    : readPlace(in, in.readByte(), ColumnType.LONG, stretchCount, stretchCount);
            if (stretches != null && stretches.folded()) {
                throw in.corrupt("stretches of stretches");
            }
            groups.add(new SegmentGroup(i, new Group(rows, min, max, List.copyOf(services), stretches)));
        }
        int clockCount = in.readCount(Clocks.CLOCKS_MAX, "clock count");
        for (int i = 0; i < clockCount; i++) {
            int times = in.readCount(Clocks.TIMES_MAX, "times");
            clocks.add(new Clock(readPlace(in, in.readByte(), ColumnType.LONG, times, 0)));
        }
        int columnCount = in.readCount(Math.min(SegmentFormat.GROUPS_MAX, in.remaining()), "column count");
        for (int c = 0; c < columnCount; c++) {
            String columnName = in.readText(Integer.MAX_VALUE);
            boolean attribute = in.readByte() != 0;
            int type = in.readByte();
            if (type >= TYPES.length || TYPES[type] == ColumnType.JSON || TYPES[type] == ColumnType.ANY) {
                throw in.corrupt("column type " + type);
            }
            ColumnKey key = new ColumnKey(columnName, attribute, TYPES[type]);
            List<@Nullable ChunkEntry> chunks = new ArrayList<>();
            for (SegmentGroup group : groups) {
                chunks.add(readChunkEntry(in, key.type(), group.group));
            }
            if (byKey.put(key, new Column(key, chunks)) != null) {
                throw in.corrupt("column " + key + " twice");
            }
            columns.add(key);
        }
        SegmentFilters found = SegmentFilters.read(in, name, bytes, groupCount);
        in.expectEnd();
        return found;
    }

    private @Nullable ChunkEntry readChunkEntry(ByteReader in, ColumnType type, Group group) {
        int encodingByte = in.readByte();
        if (encodingByte == SegmentFormat.ABSENT) {
            return null;
        }
        ChunkEntry stretches = group.stretches();
        ChunkEntry place =
                readPlace(in, encodingByte, type, group.rowCount(), stretches == null ? 0 : stretches.rowCount());
        return new ChunkEntry(
                place.encoding(),
                place.folded(),
                place.offset(),
                place.storedBytes(),
                place.rawBytes(),
                place.rowCount(),
                in.readCount(place.rowCount(), "null count"),
                SegmentFormat.hasZone(type) ? in.readLong() : 0,
                SegmentFormat.hasZone(type) ? in.readLong() : 0);
    }

    private ChunkEntry readPlace(ByteReader in, int encodingByte, ColumnType type, int rowCount, int stretchCount) {
        int encodingId = encodingByte & ~SegmentFormat.FOLDED;
        boolean folded = encodingId != encodingByte;
        if (folded && stretchCount == 0) {
            throw in.corrupt("one row a stretch where there are no stretches");
        }
        ColumnEncoding encoding = ENCODINGS.get(encodingId);
        if (encoding == null || !encoding.fits(type)) {
            throw in.corrupt("encoding " + encodingId + " for " + type);
        }
        int offset = in.readCount(bytes.limit(), "chunk offset");
        int stored = in.readCount(bytes.limit() - offset, "chunk bytes");
        int raw = in.readCount(ChunkFormat.RAW_BYTES_MAX, "raw bytes");
        return new ChunkEntry(encoding, folded, offset, stored, raw, folded ? stretchCount : rowCount, 0, 0, 0);
    }

    /** The table. */
    public Signal signal() {
        return signal;
    }

    /** The name of the file in errors. */
    public String name() {
        return name;
    }

    /** The id that the writer gave it. */
    public long id() {
        return id;
    }

    @Override
    public List<ColumnKey> columns() {
        return columns;
    }

    @Override
    public Set<ColumnKey> restKeys() {
        Set<ColumnKey> known = restKeys;
        if (known == null) {
            known = new LinkedHashSet<>();
            for (SegmentGroup group : groups) {
                Chunk rest = group.read(RestColumn.KEY);
                if (rest != null) {
                    known.addAll(new RestValues(rest).keys());
                }
            }
            restKeys = known;
        }
        return known;
    }

    @Override
    public List<? extends RowGroup> groups() {
        return groups;
    }

    @Override
    public boolean mayHold(long fromNanos, long toNanos, Collection<String> services) {
        return groups.stream().anyMatch(group -> group.mayHold(fromNanos, toNanos, services));
    }

    /** Time of the earliest row, as the footer says. */
    public long minNanos() {
        return groups.stream().mapToLong(group -> group.group.minNanos()).min().orElse(Long.MAX_VALUE);
    }

    /** Time of the latest row, as the footer says. */
    public long maxNanos() {
        return groups.stream().mapToLong(group -> group.group.maxNanos()).max().orElse(Long.MIN_VALUE);
    }

    @Override
    public long rowCount() {
        long rows = 0;
        for (SegmentGroup group : groups) {
            rows += group.rowCount();
        }
        return rows;
    }

    /**
     * What a column of this segment takes.
     *
     * @param key which one
     * @param storedBytes of its chunks, compressed
     * @param rawBytes of its chunks, encoded and not yet compressed
     * @param encodings the encoding of each chunk, by name
     */
    public record ColumnBytes(ColumnKey key, long storedBytes, long rawBytes, List<String> encodings) {}

    /** The bytes of each column; the rest of the file is header and footer. */
    public List<ColumnBytes> columnBytes() {
        List<ColumnBytes> all = new ArrayList<>();
        ColumnBytes stretches = bytes(
                STRETCHES, groups.stream().map(group -> group.group.stretches()).toList());
        if (stretches.storedBytes() > 0) {
            all.add(stretches);
        }
        ColumnBytes times =
                bytes(CLOCKS, clocks.stream().map(clock -> clock.entry).toList());
        if (times.storedBytes() > 0) {
            all.add(times);
        }
        for (ColumnKey key : columns) {
            all.add(bytes(key, Objects.requireNonNull(byKey.get(key)).chunks()));
        }
        return all;
    }

    /** The filters of this segment. */
    public SegmentFilters filters() {
        return filters;
    }

    /** The stretches of all row groups: of metrics about the series. */
    public long stretchCount() {
        long count = 0;
        for (SegmentGroup group : groups) {
            ChunkEntry stretches = group.group.stretches();
            count += stretches == null ? 0 : stretches.rowCount();
        }
        return count;
    }

    private static ColumnBytes bytes(ColumnKey key, List<@Nullable ChunkEntry> chunks) {
        long stored = 0;
        long raw = 0;
        List<String> encodings = new ArrayList<>();
        for (ChunkEntry chunk : chunks) {
            if (chunk != null) {
                stored += chunk.storedBytes();
                raw += chunk.rawBytes();
                encodings.add(chunk.encoding().getClass().getSimpleName() + (chunk.folded() ? " a stretch" : ""));
            }
        }
        return new ColumnBytes(key, stored, raw, encodings);
    }

    private Chunk decode(ChunkEntry entry, ColumnType type, Neighbours neighbours) {
        return ChunkFormat.decode(
                bytes,
                entry.offset(),
                entry.storedBytes(),
                entry.rawBytes(),
                type,
                entry.encoding(),
                entry.rowCount(),
                entry.nullCount(),
                neighbours,
                name);
    }

    private long @Nullable [] clock(int index) {
        return index < clocks.size() ? clocks.get(index).times() : null;
    }

    /** Times that stretches share; kept as long as somebody uses them. */
    private final class Clock {
        private final ChunkEntry entry;
        private volatile @Nullable WeakReference<long[]> times;

        Clock(ChunkEntry entry) {
            this.entry = entry;
        }

        long[] times() {
            WeakReference<long[]> held = times;
            long[] known = held == null ? null : held.get();
            if (known == null) {
                Chunk chunk = decode(entry, ColumnType.LONG, Neighbours.none(entry.rowCount()));
                known = ((NumberValues) chunk.values()).bits();
                times = new WeakReference<>(known);
            }
            return known;
        }
    }

    private final class SegmentGroup implements RowGroup, Need.Evidence {
        private final int index;
        private final Group group;

        private final ChunkCache.Kept kept = new ChunkCache.Kept();

        /** Those who read several columns one after another find it there. */
        private volatile @Nullable WeakReference<int[]> stretchEnds;

        SegmentGroup(int index, Group group) {
            this.index = index;
            this.group = group;
        }

        @Override
        public int rowCount() {
            return group.rowCount();
        }

        @Override
        public @Nullable Chunk read(ColumnKey key) {
            return read(key, this::read);
        }

        @Override
        public @Nullable Chunk read(ColumnKey key, Function<ColumnKey, @Nullable Chunk> others) {
            Column column = byKey.get(key);
            ChunkEntry entry = column == null ? null : column.chunks().get(index);
            if (entry == null) {
                return null;
            }
            if (entry.folded()) {
                int[] ends = stretchEnds();
                if (ends == null) {
                    throw new CorruptDataException(
                            name, entry.offset(), "one row a stretch where there are no stretches");
                }
                return Stretches.unfolded(decode(entry, key.type(), Neighbours.none(entry.rowCount())), ends);
            }
            Neighbours neighbours = Neighbours.of(rowCount(), this::stretchEnds, other -> {
                if (!other.equals(entry.encoding().refersTo()) || other.equals(key)) {
                    throw new CorruptDataException(name, entry.offset(), key + " refers to " + other);
                }
                return others.apply(other);
            });
            return decode(entry, key.type(), neighbours.withClocks(SegmentFile.this::clock));
        }

        @Override
        public ChunkCache.Kept kept() {
            return kept;
        }

        @Override
        public int @Nullable [] stretchEnds() {
            ChunkEntry stretches = group.stretches();
            if (stretches == null) {
                return null;
            }
            WeakReference<int[]> held = stretchEnds;
            int[] known = held == null ? null : held.get();
            if (known == null) {
                Chunk lengths = decode(stretches, ColumnType.LONG, Neighbours.none(stretches.rowCount()));
                known = Stretches.ends(lengths, rowCount());
                if (known == null) {
                    throw new CorruptDataException(
                            name, stretches.offset(), "stretches that are not of " + rowCount() + " rows");
                }
                stretchEnds = new WeakReference<>(known);
            }
            return known;
        }

        @Override
        public boolean mayHold(long fromNanos, long toNanos, Collection<String> services) {
            if (group.maxNanos() < fromNanos || group.minNanos() > toNanos) {
                return false;
            }
            return services.isEmpty()
                    || group.services().isEmpty()
                    || group.services().stream().anyMatch(services::contains);
        }

        private @Nullable ChunkEntry entry(ColumnKey key) {
            Column column = byKey.get(key);
            return column == null ? null : column.chunks().get(index);
        }

        /** Whether the column's values may lie in the rest column, of which zone maps and filters know nothing. */
        private boolean mayBeInRest(ColumnKey key) {
            return key.attribute() && entry(RestColumn.KEY) != null;
        }

        /** A message that is not stored is its template's text, so it is always there. */
        @Override
        public boolean mayHaveValue(ColumnKey key) {
            return entry(key) != null || key.equals(IndexWriter.MESSAGE) && signal == Signal.LOG || mayBeInRest(key);
        }

        @Override
        public boolean mayBeWithin(ColumnKey key, long low, long high) {
            ChunkEntry entry = entry(key);
            return entry == null || entry.min() <= high && entry.max() >= low || mayBeInRest(key);
        }

        @Override
        public boolean mayBeWithin(ColumnKey key, double low, double high) {
            ChunkEntry entry = entry(key);
            if (entry == null || entry.min() == 0 && entry.max() == 0) { // zeros alone, or a NaN among others
                return true;
            }
            return Double.longBitsToDouble(entry.min()) <= high && Double.longBitsToDouble(entry.max()) >= low
                    || mayBeInRest(key);
        }

        @Override
        public boolean mayHold(ColumnKey key, KeyKind kind, long hash) {
            return mayBeInRest(key) || filters.mayHold(key, kind, index, hash);
        }
    }
}
