/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write a store: an operating-system lock on the file {@code LOCK}, which ends with the process however that
 * dies. POSIX drops the lock when any channel of the process on that file is closed, so the file is opened once a process: a
 * registry refuses the second attempt before it touches the file. Another class loader of the process has a registry of its
 * own; a channel that finds the file locked by such a one stays open, for the next attempt. {@code OWNER} says in text who
 * holds the lock.
 */
final class StoreLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** Channels whose closing would drop the lock of another class loader; at most one a directory. */
    private static final Map<Path, FileChannel> KEPT_OPEN = new ConcurrentHashMap<>();

    private static final String LOCK = "LOCK";
    private static final String OWNER = "OWNER";

    private final Path directory;
    private final FileChannel channel;

    private StoreLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock of a directory, given by its real path.
     *
     * @throws TTLogException {@link ErrorCode#STORE_LOCKED} with pid and host of the holder
     */
    static StoreLock take(Path directory) throws IOException {
        if (!HELD_HERE.add(directory)) {
            throw refused(directory);
        }
        boolean taken = false;
        try {
            StoreLock lock = lock(directory);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD_HERE.remove(directory);
            }
        }
    }

    private static StoreLock lock(Path directory) throws IOException {
        FileChannel kept = KEPT_OPEN.remove(directory);
        FileChannel channel = kept != null
                ? kept
                : FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean keep = false;
        try {
            if (channel.tryLock() == null) {
                throw refused(directory);
            }
            Disk.replace(directory.resolve(OWNER), owner().getBytes(StandardCharsets.UTF_8));
            keep = true;
            return new StoreLock(directory, channel);
        } catch (OverlappingFileLockException e) {
            KEPT_OPEN.put(directory, channel);
            keep = true;
            throw refused(directory);
        } finally {
            if (!keep) {
                channel.close();
            }
        }
    }

    private static String owner() {
        ProcessHandle self = ProcessHandle.current();
        return "pid=" + self.pid() + "\nhost=" + host() + "\nstarted="
                + self.info().startInstant().map(Instant::toString).orElse("unknown") + "\n";
    }

    /** Without asking a name server, which may take its time. */
    private static String host() {
        try {
            Path kernel = Path.of("/proc/sys/kernel/hostname");
            if (Files.isReadable(kernel)) {
                return Files.readString(kernel).strip();
            }
        } catch (IOException e) {
            return environmentHost();
        }
        return environmentHost();
    }

    private static String environmentHost() {
        for (String variable : new String[] {"COMPUTERNAME", "HOSTNAME", "HOST"}) {
            String value = System.getenv(variable);
            if (value != null && !value.isBlank()) {
                return value.strip().toLowerCase(Locale.ROOT);
            }
        }
        return "unknown";
    }

    private static TTLogException refused(Path directory) {
        String owner;
        try {
            owner = Files.readString(directory.resolve(OWNER)).strip().replace('\n', ' ');
        } catch (IOException e) {
            owner = "unknown, OWNER cannot be read: " + e;
        }
        return new TTLogException(
                ErrorCode.STORE_LOCKED,
                "store " + directory + " is being written by another writer (" + owner
                        + "); one writer at a time: stop it, or use another directory. Reading is possible");
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(directory.resolve(OWNER));
        } finally {
            channel.close();
            HELD_HERE.remove(directory);
        }
    }
}
