/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.ttlog.Ack;
import io.ttlog.TTLogException;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.core.runtime.RecorderProvider;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the three exporters do alike: hand their items over to ttlog (RFC-0011). Throws nothing. Safe for all threads. */
class Exporter<T> {
    private static final Logger LOG = Logger.getLogger("io.ttlog.opentelemetry");
    private static final long COMPLAINT_NANOS_MIN = TimeUnit.MINUTES.toNanos(1);

    /** Writes one item as one or more records. */
    interface Mapping<T> {
        void write(T item, Records records);
    }

    private final String what;
    private final Mapping<T> mapping;
    private final Duration timeout;
    private final @Nullable SharedRecorder shared;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAINT_NANOS_MIN);

    /**
     * Into the recorder that runs, or else into a shared one.
     *
     * @param what the items are, for messages
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    Exporter(String what, Mapping<T> mapping, ExporterOptions options) {
        this.what = what;
        this.mapping = mapping;
        this.timeout = options.timeout();
        try {
            this.shared = SharedRecorder.take(options);
        } catch (TTLogException e) {
            throw new ConfigurationException(
                    "ttlog cannot be started for the exporter of " + what + " in " + options.path() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private @Nullable Recorder recorder() {
        return shared == null ? RecorderProvider.running() : shared.recorder();
    }

    /**
     * Hands the items over; waits for room, for all of them together at most the timeout of the {@link ExporterOptions}. The result is
     * complete, and successful when every record is in a ring of ttlog ({@link Ack#ACCEPTED}).
     */
    public CompletableResultCode export(Collection<T> items) {
        Recorder recorder = ended.get() ? null : recorder();
        if (recorder == null) {
            return failed(items.size() + " " + what + " were not taken: "
                    + (ended.get() ? "the exporter has been shut down" : "ttlog is not running"));
        }
        Records records = new Records(recorder, timeout.toNanos());
        Throwable first = null;
        int unreadable = 0;
        for (T item : items) {
            try {
                mapping.write(item, records);
            } catch (Throwable failure) { // of code that is not ours; the SDK's thread must not end by it
                unreadable++;
                first = first == null ? failure : first;
            }
        }
        if (unreadable == 0 && records.refused() == 0) {
            return CompletableResultCode.ofSuccess();
        }
        String lost = "of " + items.size() + " " + what + " " + records.refused() + " records found no room within "
                + timeout.toMillis() + " ms, were too large or too late, and " + unreadable + " could not be read";
        return failed(first == null ? lost : lost + ", the first because of " + first);
    }

    private CompletableResultCode failed(String message) {
        long now = System.nanoTime();
        long last = complained.get();
        if (now - last >= COMPLAINT_NANOS_MIN && complained.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "ttlog: {0}", message);
        }
        return CompletableResultCode.ofExceptionalFailure(new IllegalStateException(message));
    }

    /** Waits until what was handed over before the call is {@link Ack#WRITTEN}, at most the timeout. The result is complete. */
    public CompletableResultCode flush() {
        return flush(Ack.WRITTEN);
    }

    private CompletableResultCode flush(Ack level) {
        Recorder recorder = recorder();
        if (recorder == null || recorder.isClosed()) {
            return CompletableResultCode.ofSuccess(); // its close has brought everything to the device, or has said so
        }
        return recorder.flush(level, timeout)
                ? CompletableResultCode.ofSuccess()
                : failed("not all " + what + " reached the store within " + timeout.toMillis() + " ms");
    }

    /**
     * Waits as {@link #flush} until all is {@link Ack#SYNCED}. A ttlog that was started for exporters then ends with the last of them; the
     * result is complete when it has.
     */
    public CompletableResultCode shutdown() {
        if (!ended.compareAndSet(false, true)) {
            return CompletableResultCode.ofSuccess();
        }
        CompletableResultCode flushed = flush(Ack.SYNCED);
        if (shared == null) {
            return flushed;
        }
        CompletableResultCode closed = new CompletableResultCode();
        Thread thread = new Thread(
                () -> {
                    shared.giveBack();
                    closed.succeed();
                },
                "ttlog-opentelemetry-close");
        thread.setDaemon(true);
        thread.start();
        return CompletableResultCode.ofAll(List.of(flushed, closed));
    }
}
