/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.nio.MappedByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, as programs read them and as they are on the device. Bytes behind the end are zero in both. */
final class FileNode extends Node {
    /** What a device writes as a whole. */
    static final int SECTOR_BYTES = 512;

    private byte[] content = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;

    /** Sectors that were changed since they were durable, and will be with the next force. */
    private final BitSet unsynced = new BitSet();

    /** The lock on the file; a process has it until it closes any channel of the file. */
    private @Nullable DiskLock lock;

    /** A real file with this content; null when there is none yet. Copies of the disk have it, too. */
    private @Nullable MappedByteBuffer mapping;

    int size() {
        return size;
    }

    @Nullable
    MappedByteBuffer mapping() {
        return mapping;
    }

    void mapping(MappedByteBuffer whole) {
        mapping = whole;
    }

    @Nullable
    DiskLock lock() {
        return lock;
    }

    void lock(@Nullable DiskLock next) {
        lock = next;
    }

    /** Bytes from a position; as many as there are. */
    int read(int position, byte[] target, int offset, int length) {
        int count = Math.max(0, Math.min(length, size - position));
        System.arraycopy(content, Math.min(position, size), target, offset, count);
        return count;
    }

    void write(int position, byte[] source, int offset, int length) {
        int end = position + length;
        if (end > content.length) {
            content = Arrays.copyOf(content, Math.max(end, content.length * 2));
        }
        System.arraycopy(source, offset, content, position, length);
        changed(Math.min(position, size), end); // a gap before it reads as zeros
        size = Math.max(size, end);
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(content, newSize, size, (byte) 0);
            changed(newSize, size);
            size = newSize;
        }
    }

    private void changed(int from, int to) {
        mapping = null;
        unsynced.set(from / SECTOR_BYTES, (to + SECTOR_BYTES - 1) / SECTOR_BYTES);
    }

    /** Everything is durable but what a force has failed on. */
    void force() {
        durable = Arrays.copyOf(durable, Math.max(size, durableSize));
        unsynced.stream().forEach(this::makeDurable);
        unsynced.clear();
        Arrays.fill(durable, size, durable.length, (byte) 0);
        durableSize = size;
    }

    /** As of an operating system that marks pages clean whether they could be written or not. */
    void failForce() {
        unsynced.clear();
    }

    private void makeDurable(int sector) {
        int from = sector * SECTOR_BYTES;
        int to = Math.min(from + SECTOR_BYTES, durable.length);
        for (int i = from; i < to; i++) {
            durable[i] = i < size ? content[i] : 0;
        }
    }

    @Override
    void losePower(Random random, double share) {
        int survivingSize = survivingSize(random, share);
        durable = Arrays.copyOf(durable, Math.max(size, durableSize));
        unsynced.stream().filter(sector -> random.nextDouble() < share).forEach(this::makeDurable);
        unsynced.clear();
        durable = Arrays.copyOf(durable, survivingSize);
        durableSize = survivingSize;
        if (!Arrays.equals(durable, 0, survivingSize, content, 0, size)) {
            mapping = null;
        }
        content = durable.clone();
        size = survivingSize;
        lock = null;
    }

    /** The length of a file is durable or not by itself, and grows in steps. */
    private int survivingSize(Random random, double share) {
        if (share <= 0 || share >= 1) {
            return share <= 0 ? durableSize : size;
        }
        return switch (random.nextInt(3)) {
            case 0 -> durableSize;
            case 1 -> size;
            default -> Math.min(size, durableSize) + random.nextInt(Math.abs(size - durableSize) + 1);
        };
    }

    @Override
    Node copy(Map<Node, Node> copies) {
        Node known = copies.get(this);
        if (known != null) {
            return known;
        }
        FileNode copy = new FileNode();
        copy.content = Arrays.copyOf(content, size);
        copy.size = size;
        copy.durable = Arrays.copyOf(durable, durableSize);
        copy.durableSize = durableSize;
        copy.unsynced.or(unsynced);
        copy.mapping = mapping;
        copies.put(this, copy);
        return copy;
    }
}
