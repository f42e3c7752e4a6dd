/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is killed, or halts, loses nothing of what was WRITTEN, in the store and in the event files. */
class AckedTest {
    /** The status of a program that has halted by itself. */
    static final int HALTED = 9;

    private static final int ENDS = Integer.getInteger("ttlog.kills", 6);

    @TempDir
    Path folder;

    /** How far a run came. */
    private record Run(long acked, long submitted) {}

    /** All in one directory: each run finds what the ones before have left, and leaves it alone. */
    @Test
    void acknowledgedIsASubsetOfRecoveredAndThatOfSubmitted() throws Exception {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Run> runs = new TreeMap<>();
        for (int end = 0; end < ENDS; end++) {
            String source = "run" + end;
            boolean halts = end % 3 == 2;
            runs.put(source, run(source, random, halts));
            String what = "end " + end + ", -Dttlog.seed=" + seed;
            assertKept(what, Kept.inStore(folder.resolve("ttlog-data")), runs);
            assertKept(what, Kept.inFiles(folder.resolve("events")), runs);
        }
        assertThat(runs.values()).as("some acknowledged much").anyMatch(run -> run.acked() > 500);
    }

    private Run run(String source, Random random, boolean halts) throws Exception {
        long haltAfterMicros = halts ? 1 + random.nextInt(300_000) : 0;
        int killAfterLines = halts ? Integer.MAX_VALUE : 1 + random.nextInt(150);
        long aimNanos = random.nextInt(2_000_000);
        long acked = 0;
        long submitted = 0;
        try (Child child =
                Child.start(folder, AckingProgram.class, source, "" + random.nextLong(), "" + haltAfterMicros)) {
            int lines = 0;
            for (String line = child.line(); !line.equals("null"); line = child.line()) {
                if (line.startsWith("acked ")) {
                    acked = Long.parseLong(line.substring("acked ".length()));
                } else {
                    assertThat(line).startsWith("submitting ");
                    submitted = Long.parseLong(line.substring("submitting ".length()));
                }
                if (++lines == killAfterLines) {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < aimNanos) {
                        Thread.onSpinWait();
                    }
                    child.kill();
                }
            }
            Child.Ended ended = child.end();
            assertThat(ended.status()).as(ended.err()).isEqualTo(halts ? HALTED : 128 + 9);
            assertThat(ended.err()).isEmpty();
        }
        return new Run(acked, submitted);
    }

    private static void assertKept(String what, Map<String, List<Long>> kept, Map<String, Run> runs) {
        assertThat(runs.keySet()).as(what).containsAll(kept.keySet());
        runs.forEach((source, run) -> {
            List<Long> numbers = kept.getOrDefault(source, List.of());
            assertThat((long) numbers.size()).as("%s, %s", what, source).isBetween(run.acked(), run.submitted());
            Kept.assertFirst(numbers, run.acked());
        });
    }
}
