/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.index.RibbonFilter;
import io.ttlog.storage.segment.v1.SegmentFormat.FilterEntry;
import io.ttlog.storage.wire.ByteReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a segment (RFC-0022), of which the footer says where they are: one is looked at, and its checksum verified, when it is first asked. Safe for all
 * threads.
 */
public final class SegmentFilters {
    private static final ColumnType[] TYPES = ColumnType.values();

    /** Most filtered columns, of each its kinds, that a reader believes. */
    private static final int COLUMNS_MAX = 1 << 16;

    private final String name;
    private final ByteBuffer bytes;
    private final List<FilterEntry> entries = new ArrayList<>();

    /** By entry and row group: verified. Threads that see it late verify once more. */
    private final List<boolean[]> sound = new ArrayList<>();

    private SegmentFilters(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** Reads the part of the footer that tells of them. */
    static SegmentFilters read(ByteReader in, String name, ByteBuffer bytes, int groupCount) {
        SegmentFilters filters = new SegmentFilters(name, bytes);
        int count = in.readCount(Math.min(COLUMNS_MAX, in.remaining()), "filtered column count");
        for (int i = 0; i < count; i++) {
            filters.add(entry(in, bytes.limit(), groupCount), in);
        }
        return filters;
    }

    private static FilterEntry entry(ByteReader in, int bytesMax, int groupCount) {
        String column = in.readText(Integer.MAX_VALUE);
        boolean attribute = in.readByte() != 0;
        int type = in.readByte();
        int kindId = in.readByte();
        int bits = in.readByte();
        if (type >= TYPES.length || TYPES[type] != ColumnType.TEXT && TYPES[type] != ColumnType.BYTES) {
            throw in.corrupt("filters of column type " + type);
        }
        KeyKind kind = null;
        for (KeyKind candidate : KeyKind.values()) {
            kind = candidate.id() == kindId ? candidate : kind;
        }
        if (kind == null || bits < 1 || bits > RibbonFilter.BITS_MAX) {
            throw in.corrupt("filters of kind " + kindId + " with " + bits + " bits");
        }
        long at = in.readCount(bytesMax, "filter offset");
        if (in.remaining() < groupCount) {
            throw in.corrupt(groupCount + " filters in " + in.remaining() + " bytes");
        }
        int[] offsets = new int[groupCount];
        int[] storedBytes = new int[groupCount];
        for (int group = 0; group < groupCount; group++) {
            int stored = in.readCount(bytesMax - at, "filter bytes");
            if (stored != 0 && (stored < Integer.BYTES || (stored - Integer.BYTES) % (bits * Long.BYTES) != 0)) {
                throw in.corrupt("filter of " + stored + " bytes for " + bits + " bits");
            }
            offsets[group] = (int) at;
            storedBytes[group] = stored;
            at += stored;
        }
        return new FilterEntry(new ColumnKey(column, attribute, TYPES[type]), kind, bits, offsets, storedBytes);
    }

    private void add(FilterEntry entry, ByteReader in) {
        if (find(entry.key(), entry.kind()) >= 0) {
            throw in.corrupt("filters of " + entry.key() + " twice");
        }
        entries.add(entry);
        sound.add(new boolean[entry.offsets().length]);
    }

    private int find(ColumnKey column, KeyKind kind) {
        for (int i = 0; i < entries.size(); i++) {
            FilterEntry entry = entries.get(i);
            if (entry.kind() == kind && entry.key().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether a column of a row group may have a key; true when there is no filter that could tell.
     *
     * @throws CorruptDataException when the filter is damaged
     */
    boolean mayHold(ColumnKey column, KeyKind kind, int group, long key) {
        int found = find(column, kind);
        if (found < 0 || entries.get(found).storedBytes()[group] == 0) {
            return true;
        }
        FilterEntry entry = entries.get(found);
        verify(found, group);
        int blocks = (entry.storedBytes()[group] - Integer.BYTES) / (entry.bits() * Long.BYTES);
        int from = entry.offsets()[group] + Integer.BYTES;
        return blocks > 0 && RibbonFilter.mayHold(bytes, from, blocks, entry.bits(), key);
    }

    private void verify(int index, int group) {
        if (sound.get(index)[group]) {
            return;
        }
        FilterEntry entry = entries.get(index);
        int at = entry.offsets()[group];
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(at + Integer.BYTES).limit(at + entry.storedBytes()[group]));
        if ((int) crc.getValue() != bytes.getInt(at)) {
            throw new CorruptDataException(name, at, "filter of " + entry.key() + " does not match its checksum");
        }
        sound.get(index)[group] = true;
    }

    /** Whether the byte there belongs to a filter. */
    boolean covers(int offset) {
        for (FilterEntry entry : entries) {
            for (int group = 0; group < entry.offsets().length; group++) {
                int at = entry.offsets()[group];
                if (offset >= at && offset < at + entry.storedBytes()[group]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the footer says of them. */
    List<FilterEntry> entries() {
        return List.copyOf(entries);
    }

    /** The first damage, or null: looks at all. Damage here costs no row. */
    public @Nullable CorruptDataException damage() {
        for (int i = 0; i < entries.size(); i++) {
            for (int group = 0; group < entries.get(i).offsets().length; group++) {
                try {
                    if (entries.get(i).storedBytes()[group] > 0) {
                        verify(i, group);
                    }
                } catch (CorruptDataException e) {
                    return e;
                }
            }
        }
        return null;
    }

    /**
     * What the filters of a column take.
     *
     * @param storedBytes of all row groups, with checksums
     * @param groups how many row groups have one
     */
    public record FilterBytes(ColumnKey key, KeyKind kind, long storedBytes, int groups) {}

    /** The bytes of all, in the order of their worth. */
    public List<FilterBytes> bytes() {
        List<FilterBytes> all = new ArrayList<>();
        for (FilterEntry entry : entries) {
            long stored = 0;
            int groups = 0;
            for (int of : entry.storedBytes()) {
                stored += of;
                groups += of == 0 ? 0 : 1;
            }
            all.add(new FilterBytes(entry.key(), entry.kind(), stored, groups));
        }
        return all;
    }
}
