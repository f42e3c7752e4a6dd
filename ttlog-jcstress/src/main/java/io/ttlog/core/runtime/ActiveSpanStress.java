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
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A span that several threads close. */
public class ActiveSpanStress {
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

    private ActiveSpanStress() {}

    private static ActiveSpan begun() {
        ActiveSpan span = new ActiveSpan(RECORDER.producer());
        span.begin(Symbols.NONE, null, new SpanIds(1), 1);
        return span;
    }

    /** One of two closes is the one that records it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One closed it.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or none.")
    @State
    public static class CloseTwice {
        private final ActiveSpan span = begun();

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

    /** Who closes a span that is just begun again by a reference of its last life sees all of the new one. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The close came before the beginning.")
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "It closed the new one.")
    @Outcome(expect = FORBIDDEN, desc = "It closed something in between.")
    @State
    public static class BeginAndClose {
        private static final long TICKS = 7;
        private final ActiveSpan span = begun();
        private final boolean closed = span.end();
        private int closes;

        /** The owner. */
        @Actor
        public void begin() {
            if (closed) {
                span.begin(Symbols.NONE, null, new SpanIds(2), TICKS);
            }
        }

        /** Whoever kept the reference. */
        @Actor
        public void close(IJ_Result r) {
            if (span.end()) {
                closes++;
                r.r2 = span.spanId == 0 ? -1 : span.startTicks;
            }
        }

        /** Behind both: it is closed once in all. */
        @Arbiter
        public void end(IJ_Result r) {
            r.r1 = closes;
            if (span.end() == (closes == 1)) {
                r.r1 = -1;
            }
        }
    }
}
