/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** ttlog with one sink and a directory of its own, which goes with it. A figure counts only if no event was dropped. */
final class Running implements AutoCloseable {
    private static final Duration CATCH_UP_AT_MOST = Duration.ofSeconds(60);

    private final Path directory;
    private final String sink;
    private final TTLogSession session;

    private Running(Path directory, String sink, TTLogSession session) {
        this.directory = directory;
        this.sink = sink;
        this.session = session;
    }

    /** Starts; {@code sink} is a name, or {@code file:CODEC}. */
    static Running start(String sink, Overflow overflow) throws IOException {
        Path directory = Files.createTempDirectory("ttlog-bench-");
        String[] parts = sink.split(":", 2);
        var builder = TTLog.init()
                .service("bench")
                .data(directory)
                .console(false)
                .store(false)
                .sink(parts[0])
                .overflow(overflow, CATCH_UP_AT_MOST);
        if (parts.length > 1) {
            builder.option(parts[0] + ".codec", parts[1]);
        }
        return new Running(directory, parts[0], builder.start());
    }

    /** Waits until everything recorded so far has come so far. */
    void await(Ack level) {
        if (!TTLog.flush(level, CATCH_UP_AT_MOST)) {
            throw new IllegalStateException(sink + " fell behind by " + CATCH_UP_AT_MOST);
        }
    }

    /** Events that the sink has taken. */
    long stored() {
        return session.stats().stored(sink);
    }

    /** Bytes of all files in its directory. */
    long diskBytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
        Stats stats = session.stats();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
        long dropped = stats.dropped() + stats.droppedBy(sink);
        if (dropped > 0) {
            throw new IllegalStateException(dropped + " events were dropped: the figures are void");
        }
    }
}
