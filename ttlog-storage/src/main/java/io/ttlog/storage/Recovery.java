/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.event.EventReader;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.manifest.StreamMarks;
import io.ttlog.storage.memtable.Appender;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The log files that earlier writers have left: their events go into the memtable when the store is opened, the files go when
 * these events are in segments. Belongs to the writer's thread.
 */
final class Recovery implements AutoCloseable {
    private final Path directory;
    private final List<LogFile> logs = new ArrayList<>();
    private final List<Finding> damage = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();
    private long nextSequence;
    private long bytes;

    private final StreamMarks marks;
    private final SaneTimes times;

    private Recovery(Path directory, long expected, StreamMarks marks, SaneTimes times) {
        this.marks = marks;
        this.times = times;
        this.directory = directory;
        this.nextSequence = expected;
    }

    /**
     * Replays what is there.
     *
     * @param expected the sequence of the first event that is not in segments
     * @param marks how far streams are in segments; moved on to what is in the logs
     * @param times takes note of those in the logs
     */
    static Recovery of(Path directory, long expected, Memtable memtable, StreamMarks marks, SaneTimes times)
            throws IOException {
        Recovery recovery = new Recovery(directory, expected, marks, times);
        boolean done = false;
        try {
            for (Path file : LogFile.list(directory.resolve(StoreFiles.LOG))) {
                recovery.replay(LogFile.open(file), memtable);
            }
            done = true;
            return recovery;
        } finally {
            if (!done) {
                recovery.close();
            }
        }
    }

    private void replay(LogFile log, Memtable memtable) throws IOException {
        logs.add(log);
        long[] taken = new long[1];
        Appender rows = memtable.appender(log::symbol);
        log.replay(nextSequence, new LogFile.Visitor() {
            @Override
            public void event(EventReader event, long sequence) {
                times.known(event.signal(), event.timestampNanos());
                rows.append(event);
                taken[0]++;
            }

            @Override
            public void mark(StreamMark mark) {
                marks.advance(mark);
            }
        });
        memtable.publish();
        nextSequence = log.nextSequence();
        damage.addAll(log.damage());
        notes.addAll(log.notes());
        if (taken[0] == 0) {
            retire(log);
            logs.remove(log);
        } else {
            log.sync(); // so that a SYNCED from now on is true of these events too
            bytes += log.bytes();
        }
    }

    /** The sequence after the last event. */
    long nextSequence() {
        return nextSequence;
    }

    /** Bytes of the files whose events are not in segments. */
    long bytes() {
        return bytes;
    }

    List<Finding> damage() {
        return List.copyOf(damage);
    }

    List<Finding> notes() {
        return List.copyOf(notes);
    }

    /** All events are in segments now. */
    void retire() throws IOException {
        while (!logs.isEmpty()) {
            retire(logs.get(0));
            logs.remove(0);
        }
    }

    /** Removes a file; a damaged one is kept aside. */
    private void retire(LogFile log) throws IOException {
        log.close();
        if (log.damage().isEmpty()) {
            Files.deleteIfExists(log.file());
            return;
        }
        Path damaged = directory.resolve(StoreFiles.DAMAGED);
        Disk.createDirectories(damaged);
        Files.move(log.file(), damaged.resolve(log.file().getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        for (LogFile log : logs) {
            log.close();
        }
    }
}
