/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue: the caller itself writes raw bytes, a time of {@link System#nanoTime} included, into a memory-mapped file,
 * each thread with an appender of its own. Needs the flags of {@link Peers#jvmFlags}.
 */
final class ChroniclePeer implements Peer {
    private final ChronicleQueue queue;
    private final ThreadLocal<ExcerptAppender> appenders;
    private long stored = -1;
    private long writtenBytes; // its files are sparse, and longer than what is in them

    ChroniclePeer(Setup setup) {
        queue = SingleChronicleQueueBuilder.single(setup.directory().toString()).build();
        appenders = ThreadLocal.withInitial(queue::createAppender);
    }

    @Override
    public void log(long userId, String action, String path) {
        try (DocumentContext document = appenders.get().writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            bytes.writeLong(System.nanoTime());
            bytes.writeLong(userId);
            bytes.write8bit(action);
            bytes.write8bit(path);
        }
    }

    @Override
    public long arrived() {
        return Long.MAX_VALUE;
    }

    @Override
    public void finish() {
        // Memory-mapped: what is written is with the operating system.
    }

    @Override
    public void close() {
        if (stored < 0) {
            stored = readBack();
            queue.close();
        }
    }

    private long readBack() {
        long events = 0;
        try (ExcerptTailer tailer = queue.createTailer()) {
            for (boolean present = true; present; ) {
                try (DocumentContext document = tailer.readingDocument()) {
                    present = document.isPresent();
                    if (present) {
                        events += document.isData() ? 1 : 0;
                        writtenBytes =
                                Math.max(writtenBytes, document.wire().bytes().readLimit());
                    }
                }
            }
        }
        return events;
    }

    @Override
    public long stored() {
        return stored;
    }

    @Override
    public long fileBytes() {
        return writtenBytes;
    }
}
