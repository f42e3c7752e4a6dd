/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The numbered files of a directory, {@code 0000000001.ttlc} and on, and the right of one sink to add to them. */
final class ChronicleDirectory implements Closeable {
    private static final int DIGITS = 10;

    private final FileChannel lock;

    private ChronicleDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /**
     * Takes the directory for a sink, made if it is missing, by a lock on the file {@code LOCK}; removes what a killed sink left
     * unfinished.
     */
    static ChronicleDirectory take(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                throw taken(directory);
            }
        } catch (OverlappingFileLockException e) {
            // Of this process. POSIX drops its lock when any channel on the file is closed, so this one stays open.
            throw taken(directory);
        }
        for (Path unfinished : list(directory, ChronicleFormat.SUFFIX + RecordFile.NEW_SUFFIX)) {
            Files.delete(unfinished);
        }
        return new ChronicleDirectory(channel);
    }

    private static TTLogException taken(Path directory) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                "directory " + directory
                        + " is written by another sink; give each its own with option chronicle.directory");
    }

    private static List<Path> list(Path directory, String suffix) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> path.getFileName().toString().endsWith(suffix))
                    .toList();
        }
    }

    /** The path of a number. */
    static Path path(Path directory, long number) {
        return directory.resolve(String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + ChronicleFormat.SUFFIX);
    }

    /** The numbers that there are, ascending. */
    static long[] numbers(Path directory) throws IOException {
        return list(directory, ChronicleFormat.SUFFIX).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.matches("[0-9]{" + DIGITS + "}\\" + ChronicleFormat.SUFFIX))
                .mapToLong(name -> Long.parseLong(name.substring(0, DIGITS)))
                .sorted()
                .toArray();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
