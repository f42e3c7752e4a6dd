/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import io.ttlog.Ack;
import io.ttlog.Counter;
import io.ttlog.Histogram;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogBuilder;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** ttlog: a sink that discards, the compressed file sink, or everything as it comes (console and store). */
final class TTLogPeer implements Peer {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final Path directory;
    private final TTLogSession session;
    private final String sink;
    private final Counter counter = TTLog.counter("requests_total").labels("path", "/orders");
    private final Histogram histogram = TTLog.histogram("request_duration_ms").labels("path", "/orders");

    TTLogPeer(Setup setup, String codec) {
        directory = setup.directory();
        TTLogBuilder builder = TTLog.init().service("bench").data(setup.directory());
        switch (setup.sink()) {
            case DISCARD -> {
                sink = "discard";
                builder.console(false).store(false).sink(sink);
            }
            case FILE -> {
                sink = "file";
                builder.console(false)
                        .store(false)
                        .sink(sink)
                        .option("file.codec", codec.isEmpty() ? "lz4" : codec)
                        .overflow(Overflow.BLOCK, WAIT_MAX);
            }
            default -> sink = "store";
        }
        session = builder.start();
    }

    @Override
    public void log(long userId, String action, String path) {
        TTLog.info("User {user_id} did {action} at {path}", userId, action, path);
    }

    @Override
    public void log(String action, String path) {
        TTLog.info("User did {action} at {path}", action, path);
    }

    @Override
    public void span(long userId, String action, String path) {
        try (Span span = TTLog.span("shop.act")) {
            span.with("user_id", userId).with("action", action).with("path", path);
        }
    }

    @Override
    @SuppressWarnings("try") // the parent is there to be current
    public void spansInSpan(int spans, long userId, String action, String path) {
        try (Span parent = TTLog.span("shop.serve")) {
            for (int i = 1; i < spans; i++) {
                span(userId + i, action, path);
            }
        }
    }

    @Override
    public void count() {
        counter.increment();
    }

    @Override
    public void record(double value) {
        histogram.record(value);
    }

    @Override
    public void off(long userId, String action, String path) {
        TTLog.debug("User {user_id} did {action} at {path}", userId, action, path);
    }

    @Override
    public void off(long userId, int items, double price) {
        TTLog.debug("User {user_id} bought {items} for {price}", userId, items, price);
    }

    @Override
    public long arrived() {
        return recorded(session.stats());
    }

    @Override
    public void awaitArrival(long recorded) {
        flush();
    }

    @Override
    public void finish() {
        flush();
    }

    private void flush() {
        if (!TTLog.flush(Ack.WRITTEN, WAIT_MAX)) {
            throw new IllegalStateException(sink + " failed, or fell behind by " + WAIT_MAX);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public long stored() {
        Stats stats = session.stats();
        if (!stats.conserved()) {
            throw new IllegalStateException("the counts do not add up: " + stats);
        }
        return recorded(stats);
    }

    /** What the application recorded and the sink took; readings of metrics, ttlog's own included, come on top. */
    private long recorded(Stats stats) {
        return stats.flows().stream()
                .filter(flow -> flow.signal() == Signal.LOG || flow.signal() == Signal.SPAN)
                .flatMap(flow -> flow.deliveries().stream())
                .filter(delivery -> delivery.sink().equals(sink))
                .mapToLong(Stats.Delivery::stored)
                .sum();
    }

    @Override
    public long fileBytes() throws IOException {
        return Folder.bytes(directory);
    }
}
