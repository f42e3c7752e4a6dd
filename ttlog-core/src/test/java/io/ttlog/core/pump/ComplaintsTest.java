/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
    private final IOException full = new IOException("pretended: no space left");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now = -1;
    private final Complaints complaints =
            new Complaints(new PrintStream(printed, true, StandardCharsets.UTF_8), () -> now);

    private List<String> said() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void saysTheFirstAtOnceAndThenHowOftenItHappenedWithinAMinute() {
        for (int second = 0; second <= 60; second++) {
            complaints.about("sink file", full, () -> "it is parked");
            now += 1_000_000_000L;
        }
        assertThat(said())
                .containsExactly(
                        "ttlog: sink file failed: java.io.IOException: pretended: no space left; it is parked",
                        "ttlog: sink file failed: java.io.IOException: pretended: no space left"
                                + " (and 59 times since the last report); it is parked");
        assertThat(complaints.count()).isEqualTo(61);
    }

    @Test
    void saysThatTroubleIsOverOnlyWhereTroubleWasSaid() {
        complaints.note(full);
        complaints.over("sink file", () -> "nothing lost");
        assertThat(said()).isEmpty();
        complaints.about("sink file", full, () -> "1 lost");
        complaints.over("sink file", () -> "1 lost");
        complaints.over("sink file", () -> "1 lost");
        assertThat(said()).hasSize(2).last().isEqualTo("ttlog: sink file works again; 1 lost");
    }

    @Test
    void goesOnWhenThereIsNoMemoryToSayWhy() {
        complaints.about("sink file", full, () -> {
            throw new OutOfMemoryError("pretended");
        });
        assertThat(said()).isEmpty();
        assertThat(complaints.count()).isEqualTo(1);
        complaints.about("sink file", full, () -> "it is parked");
        assertThat(said()).singleElement().asString().contains("and 1 times since");
        complaints.over("sink file", () -> {
            throw new OutOfMemoryError("pretended");
        });
        complaints.over("sink file", () -> "at last");
        assertThat(said()).last().isEqualTo("ttlog: sink file works again; at last");
    }

    @Test
    void cutsATextThatNeverEnds() {
        complaints.note(new IOException("x".repeat(1_000_000)));
        assertThat(Objects.requireNonNull(complaints.last()).text())
                .hasSize(Complaints.TEXT_CHARS_MAX + 3)
                .endsWith("x...");
    }
}
