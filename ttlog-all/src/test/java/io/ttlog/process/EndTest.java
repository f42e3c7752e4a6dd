/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.process.Child.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However an application ends by itself, store and event files have every event that was accepted, and of each thread in order. */
class EndTest {
    @TempDir
    Path folder;

    @Test
    void everythingIsThereAfterAnExit() throws Exception {
        try (Child child = Child.start(folder, EndingProgram.class, "exit")) {
            Ended ended = assertEverythingThere(child, false);
            assertThat(ended.status()).isEqualTo(3);
            assertThat(ended.err()).isEmpty();
        }
    }

    @Test
    void everythingIsThereAfterATermination() throws Exception {
        try (Child child = Child.start(folder, EndingProgram.class, "wait")) {
            Ended ended = assertEverythingThere(child, true);
            assertThat(ended.status()).isEqualTo(128 + 15);
            assertThat(ended.err()).isEmpty();
        }
    }

    @Test
    void everythingIsThereAfterMainHasThrown() throws Exception {
        try (Child child = Child.start(folder, EndingProgram.class, "throw")) {
            Ended ended = assertEverythingThere(child, false);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).startsWith("Exception in thread \"main\"").contains("pretended");
        }
    }

    @Test
    void everythingIsThereWhenOnlyDaemonThreadsWereLeft() throws Exception {
        try (Child child = Child.start(folder, EndingProgram.class, "return")) {
            Ended ended = assertEverythingThere(child, false);
            assertThat(Kept.rows(folder.resolve("ttlog-data"), "SELECT name FROM spans WHERE duration IS NULL").stream()
                            .map(row -> row.getString("name")))
                    .containsExactly("left open");
            assertThat(ended.status()).isZero();
            assertThat(ended.err()).isEmpty();
        }
    }

    private Ended assertEverythingThere(Child child, boolean terminates) throws Exception {
        String[] logged = child.line().split(" ", -1);
        assertThat(logged).as(child.err()).hasSize(1 + EndingProgram.THREADS);
        if (terminates) {
            child.terminate();
        }
        Ended ended = child.end();
        Path store = folder.resolve("ttlog-data");
        Map<String, List<Long>> stored = Kept.inStore(store);
        assertThat(stored).hasSize(EndingProgram.THREADS);
        long events = 0;
        for (int t = 0; t < EndingProgram.THREADS; t++) {
            List<Long> ofThread = stored.getOrDefault("thread" + t, List.of());
            Kept.assertFirst(ofThread, Long.parseLong(logged[1 + t]));
            events += ofThread.size();
        }
        assertThat(Kept.inFiles(folder.resolve("events"))).isEqualTo(stored);
        assertThat(Kept.rows(store, "SELECT name FROM spans WHERE duration IS NOT NULL ORDER BY duration DESC").stream()
                        .map(row -> row.getString("name")))
                .containsExactly("whole", "part");
        assertThat(Kept.value(store, "SELECT sum(value) FROM metrics WHERE name = 'endings'"))
                .isEqualTo(EndingProgram.COUNTED + ".0");
        long metrics = Kept.rows(store, "SELECT name FROM metrics").size();
        long spans = Kept.rows(store, "SELECT name FROM spans").size(); // one that was left open, too
        long all = events + spans + metrics;
        assertThat(ended.out()).containsExactly("counts true " + all + " " + all);
        return ended;
    }
}
