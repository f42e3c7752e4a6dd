/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which event files of a directory are kept. Only files that {@link EventFiles#in} lists are ever deleted, the oldest first, and
 * never the one that is being written.
 *
 * @param filesMax most files, the one being written included; at least 1
 * @param bytesMax most bytes of them together
 * @param nanosMax a file to which nothing was written for so long goes
 */
public record FileRetention(int filesMax, long bytesMax, long nanosMax) {
    /** Keeps all. */
    public static final FileRetention FOREVER = new FileRetention(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Kept(Path file, long bytes, long writtenMillis) {}

    boolean limitsAge() {
        return nanosMax != Long.MAX_VALUE;
    }

    private boolean limitsNothing() {
        return equals(FOREVER);
    }

    /**
     * Deletes what is not kept.
     *
     * @param current the file being written, null if there is none
     * @return the bytes of the other files that are left; 0 when nothing is limited
     * @throws IOException when the directory cannot be listed or a file not be deleted, after all others have been looked at
     */
    long enforce(Path directory, @Nullable Path current, long currentBytes, long nowMillis) throws IOException {
        if (limitsNothing()) {
            return 0;
        }
        List<Kept> others = others(directory, current);
        long bytes = currentBytes + others.stream().mapToLong(Kept::bytes).sum();
        int count = others.size() + (current == null ? 0 : 1);
        IOException failure = null;
        for (Kept other : others) {
            boolean old = limitsAge() && nowMillis - other.writtenMillis >= nanosMax / NANOS_PER_MILLI;
            if (old || count > filesMax || bytes > bytesMax) {
                try {
                    Files.deleteIfExists(other.file);
                    count--;
                    bytes -= other.bytes;
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw new IOException("a file that is to be kept no longer could not be deleted: " + failure, failure);
        }
        return bytes - currentBytes;
    }

    private static List<Kept> others(Path directory, @Nullable Path current) throws IOException {
        List<Kept> others = new ArrayList<>();
        for (Path file : EventFiles.in(directory)) {
            try {
                if (!file.equals(current)) {
                    long writtenMillis = Files.getLastModifiedTime(file).toMillis();
                    others.add(new Kept(file, Files.size(file), writtenMillis));
                }
            } catch (NoSuchFileException e) {
                // another process, or somebody, has deleted it since it was listed
            }
        }
        return others;
    }
}
