/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.ring.Ring;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A detached span that several threads use at once. */
public class DetachedSpanStress {
    private static final Recorder RECORDER = Recorder.start(
            new Config(
                    "stress",
                    Path.of("unused"),
                    Level.INFO,
                    Overflow.DROP_NEWEST,
                    Duration.ZERO,
                    Ring.CAPACITY_BYTES_MIN,
                    Duration.ofDays(1),
                    Set.of(),
                    Map.of()),
            new Symbols(),
            Pipeline.EMPTY,
            List.of());

    private DetachedSpanStress() {}

    private static DetachedSpan begun() {
        return (DetachedSpan) RECORDER.span("detached").detach();
    }

    /** One closes it while another may be writing: one of them is the one that records it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One recorded it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or none.")
    @State
    public static class CloseAndWrite {
        private final DetachedSpan span = begun();

        /** One that closes. */
        @Actor
        public void close(II_Result r) {
            r.r1 = span.end() ? 1 : 0;
        }

        /** One that writes. */
        @Actor
        public void write(II_Result r) {
            r.r2 = span.take() && span.give() ? 1 : 0;
        }
    }

    /** Two close it: one of them is the one that records it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One recorded it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or none.")
    @State
    public static class CloseTwice {
        private final DetachedSpan span = begun();

        /** A thread. */
        @Actor
        public void close(II_Result r) {
            r.r1 = span.end() ? 1 : 0;
        }

        /** Another one. */
        @Actor
        public void closeToo(II_Result r) {
            r.r2 = span.end() ? 1 : 0;
        }
    }

    /** Writers come one after the other, and who records sees all that was written. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One at a time.")
    @Outcome(expect = FORBIDDEN, desc = "Both at once.")
    @State
    public static class WriteTwice {
        private final DetachedSpan span = begun();
        private int written; // plain, as the record is
        private int took;
        private int tookToo;

        /** A thread. */
        @Actor
        public void write() {
            if (span.take()) {
                written++;
                took = 1;
                span.give();
            }
        }

        /** Another one. */
        @Actor
        public void writeToo() {
            if (span.take()) {
                written++;
                tookToo = 1;
                span.give();
            }
        }

        /** Behind both. */
        @Arbiter
        public void end(II_Result r) {
            r.r1 = written;
            r.r2 = took + tookToo;
        }
    }
}
