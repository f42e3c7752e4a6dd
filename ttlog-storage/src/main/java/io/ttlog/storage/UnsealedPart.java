/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.memtable.Memtable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one seal moves into segments: a memtable that takes no more rows, and the log file that holds its events until then.
 * The writer's thread may still sync that file while the sealing thread removes it.
 */
final class UnsealedPart {
    private final Memtable memtable;
    private final @Nullable LogWriter log;
    private final long through;
    private final long bytes;
    private final List<StreamMark> marks;
    private boolean retired;

    /**
     * A part.
     *
     * @param log null when all its events come from logs of earlier writers
     * @param through the sequence of its last event
     * @param bytes of log
     * @param marks how far streams have come with its last event
     */
    UnsealedPart(Memtable memtable, @Nullable LogWriter log, long through, long bytes, List<StreamMark> marks) {
        this.memtable = memtable;
        this.log = log;
        this.through = through;
        this.bytes = bytes;
        this.marks = marks;
    }

    Memtable memtable() {
        return memtable;
    }

    long through() {
        return through;
    }

    long bytes() {
        return bytes;
    }

    List<StreamMark> marks() {
        return marks;
    }

    /** Whether a write or sync of the log has failed. Called by the writer. */
    boolean logFailed() {
        return log != null && log.failed();
    }

    /** Whether there is nothing to sync. Called by the writer. */
    boolean logSynced() {
        return log == null || log.synced();
    }

    /** Syncs the log, unless its events are in segments by now. */
    synchronized void syncLog() throws IOException {
        if (log != null && !retired) {
            log.sync();
        }
    }

    /** Removes the log: its events are in segments. */
    synchronized void retire() throws IOException {
        retired = true;
        if (log != null) {
            log.close();
            Files.deleteIfExists(log.file());
        }
    }
}
