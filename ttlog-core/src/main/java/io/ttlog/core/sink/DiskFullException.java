/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown by a sink whose disk has no room: full, over a quota, or a file at the size that the system allows. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    /** Most causes that are looked at, should a chain be a ring. */
    private static final int CAUSES_MAX = 16;

    /** What Linux, macOS and Windows say in English; in other languages the room that is left has to tell. */
    private static final List<String> TEXTS =
            List.of("No space left on device", "Disk quota exceeded", "File too large", "not enough space on the disk");

    private DiskFullException(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * The failure, as a DiskFullException if the disk has no room.
     *
     * @param directory where the bytes were to go
     * @param bytes how many
     */
    public static IOException orSame(IOException failure, Path directory, long bytes) {
        return isIn(failure) || usableBytes(directory) < bytes
                ? new DiskFullException("no room on the disk for " + directory + ": " + failure.getMessage(), failure)
                : failure;
    }

    /** Whether the failure or one of its causes is that a disk has no room. */
    public static boolean isIn(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof DiskFullException || cause instanceof IOException && tells(cause.getMessage())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean tells(@Nullable String message) {
        return message != null && TEXTS.stream().anyMatch(message::contains);
    }

    private static long usableBytes(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE; // the directory is gone, which is another failure
        }
    }
}
