/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.jvm;

import io.ttlog.Counter;
import io.ttlog.spi.Metrics;
import java.time.Duration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Bytes allocated, from JFR's samples of allocations: the weight of a sample is what its thread has allocated since the one before,
 * so that the weights add up to all but what follows the last sample of each thread. JFR's thread calls; a hundred samples a second
 * at most.
 */
final class AllocationSource implements JvmWatch.Source {
    private static final String SAMPLE = "jdk.ObjectAllocationSample";
    private static final String SAMPLES_MAX = "100/s";
    private static final String WEIGHT = "weight";
    /** JFR keeps on disk what has not been read; nobody reads later than this. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Counter allocated;
    private final RecordingStream stream;

    AllocationSource(Metrics metrics) {
        allocated = metrics.counter("jvm.memory.allocated");
        stream = new RecordingStream();
        try {
            stream.setMaxAge(KEPT);
            stream.setOrdered(false);
            stream.enable(SAMPLE).with("throttle", SAMPLES_MAX).withoutStackTrace();
            stream.onEvent(SAMPLE, this::sampled);
            stream.startAsync();
        } catch (RuntimeException failure) {
            stream.close();
            throw failure;
        }
    }

    private void sampled(RecordedEvent sample) {
        allocated.add(Math.max(0, sample.getLong(WEIGHT)));
    }

    /** It tells by itself, about once a second. */
    @Override
    public void look() {}

    @Override
    public void close() {
        stream.close();
    }
}
