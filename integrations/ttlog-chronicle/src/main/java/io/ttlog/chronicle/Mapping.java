/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.TTLogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.core.Jvm;

/**
 * A file in memory, from its opening to its closing. Then it is unmapped, by a thread of Chronicle while that has fewer than 128 to
 * unmap. Belongs to one thread at a time.
 *
 * <p>{@link MappedBytes#releaseLast} alone is not enough: the {@code SingleMappedFile} of chronicle-bytes 2026.4 holds its memory itself,
 * beside the bytes, and lets go of it only where the system property {@code mappedFile.retain} is set. So the mapping outlived every file,
 * until the process had as many as the system allows (65,530 on Linux).
 */
final class Mapping implements Closeable {
    private static final boolean FILE_LETS_GO = Jvm.getBoolean("mappedFile.retain");

    private final MappedBytes bytes;

    private Mapping(MappedBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Maps a file of that length, which must exist.
     *
     * @throws TTLogException {@link io.ttlog.ErrorCode#CONFIGURATION} when this JVM cannot, with the flags that it needs
     */
    static Mapping open(Path file, long bytes, boolean readOnly) throws IOException {
        return new Mapping(JvmFlags.map(file, bytes, readOnly));
    }

    /** The memory; not to be used after closing. */
    MappedBytes bytes() {
        return bytes;
    }

    @Override
    public void close() {
        BytesStore<?, ?> memory = bytes.bytesStore();
        bytes.releaseLast(); // also of the file, whose only user it is
        if (memory != null && !FILE_LETS_GO) {
            memory.release(bytes.mappedFile());
        }
    }
}
