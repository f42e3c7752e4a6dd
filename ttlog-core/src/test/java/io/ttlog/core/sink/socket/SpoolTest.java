/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SeededRandom.class)
class SpoolTest {
    /** So that there is one file only. */
    private static final long ROOMY = 1L << 30;

    private static final long BOUND = 64 << 10;

    @TempDir
    Path directory;

    private static Message frame(long sequence, Random random) {
        byte[] payload = new byte[1 + random.nextInt(2000)];
        random.nextBytes(payload);
        return new Message(Message.Kind.FRAME, sequence, 3, payload);
    }

    private static String name(long stream, long sequence) {
        return stream + "/" + sequence;
    }

    private static void acknowledge(Spool spool, String name) throws IOException {
        String[] parts = name.split("/", -1);
        spool.acknowledge(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    private static List<String> rest(Spool spool) throws IOException {
        List<String> names = new ArrayList<>();
        for (SpooledFrame next = spool.next(); next != null; next = spool.next()) {
            names.add(name(next.stream(), next.message().sequence()));
        }
        return names;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void givesEachFrameInOrderUntilItIsAcknowledgedOverManyStarts(Random random) throws IOException {
        List<String> expected = new ArrayList<>(); // not acknowledged
        for (long run = 1; run <= 8; run++) {
            try (Spool spool = Spool.open(directory, BOUND, run)) {
                for (int step = 0; step < 60; step++) {
                    if (random.nextInt(3) > 0) {
                        long sequence = spool.nextSequence();
                        long before = spool.usedBytes();
                        try {
                            spool.append(frame(sequence, random));
                            expected.add(name(run, sequence));
                        } catch (IOException full) {
                            assertThat(before).isGreaterThan(BOUND - BOUND / 8 - 4096);
                            assertThat(spool.nextSequence()).isEqualTo(sequence);
                        }
                    } else if (!expected.isEmpty()) {
                        int acknowledged = random.nextInt(Math.min(10, expected.size()));
                        for (String name : expected.subList(0, acknowledged + 1)) {
                            acknowledge(spool, name);
                        }
                        expected.subList(0, acknowledged + 1).clear();
                    }
                    assertThat(spool.usedBytes()).isLessThanOrEqualTo(BOUND);
                    if (random.nextInt(10) == 0) {
                        spool.rewind();
                        // whole files go, so some that are acknowledged may be given once more, in front
                        assertThat(rest(spool)).endsWith(expected.toArray(String[]::new));
                    }
                }
                assertThat(spool.takeDamage()).isEmpty();
                assertThat(spool.isDrained()).isEqualTo(expected.isEmpty());
            }
        }
        try (Spool spool = Spool.open(directory, BOUND, 99)) {
            assertThat(rest(spool)).endsWith(expected.toArray(String[]::new));
            for (String left : expected) {
                acknowledge(spool, left);
            }
            assertThat(spool.isDrained()).isTrue();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aTornFrameIsNone(Random random) throws IOException {
        int frames = 5;
        try (Spool spool = Spool.open(directory, BOUND, 1)) {
            for (long sequence = 1; sequence <= frames; sequence++) {
                spool.append(frame(sequence, random));
            }
        }
        byte[] whole = Files.readAllBytes(files().get(0));
        List<Integer> ends = new ArrayList<>(List.of(SpoolFile.HEADER_BYTES));
        for (int at = SpoolFile.HEADER_BYTES; at < whole.length; ) {
            at += Message.header(whole, at, "test", at).messageBytes();
            ends.add(at);
        }
        for (int i = 0; i < 40; i++) {
            int cut = random.nextInt(whole.length);
            Files.write(directory.resolve("0000000001.spool"), java.util.Arrays.copyOf(whole, cut));
            try (Spool spool = Spool.open(directory, BOUND, 2)) {
                assertThat((long) rest(spool).size())
                        .as("cut at %d", cut)
                        .isEqualTo(Math.max(
                                0, ends.stream().filter(end -> end <= cut).count() - 1));
                assertThat(spool.takeDamage()).isEmpty();
            }
        }
    }

    @Test
    void damageCostsFramesIsToldAndHoldsUpNothing(Random random) throws IOException {
        int frames = 12;
        try (Spool spool = Spool.open(directory, ROOMY, 1)) {
            for (long sequence = 1; sequence <= frames; sequence++) {
                spool.append(frame(sequence, random));
            }
        }
        Path file = files().get(files().size() - 1);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = whole.clone();
            int hit = random.nextInt(whole.length);
            damaged[hit] ^= (byte) (1 << random.nextInt(8));
            List<String> left = leftOf(whole, hit, names(frames));
            Files.write(file, damaged);
            try (Spool spool = Spool.open(directory, ROOMY, 2)) {
                List<String> read = rest(spool);
                assertThat(read).as("hit at %d", hit).isEqualTo(left);
                assertThat(spool.takeDamage()).as("hit at %d", hit).hasSize(left.size() == frames ? 0 : 1);
                if (!read.isEmpty()) {
                    acknowledge(spool, read.get(read.size() - 1));
                }
                assertThat(spool.isDrained())
                        .as("what is lost is not waited for")
                        .isTrue();
            }
            assertThat(files()).isEmpty();
        }
    }

    /** Which frames of a file can be read after a bit of the byte has changed. Each header and payload has a checksum. */
    private static List<String> leftOf(byte[] file, int hit, List<String> frames) {
        if (hit < SpoolFile.HEADER_BYTES) {
            return hit < SpoolFile.HEADER_BYTES - Integer.BYTES ? List.of() : frames; // its last field means nothing
        }
        List<String> left = new ArrayList<>(frames);
        int at = SpoolFile.HEADER_BYTES;
        for (int frame = 0; frame < frames.size(); frame++) {
            int end = at + Message.header(file, at, "test", at).messageBytes();
            if (hit < at + Message.HEADER_BYTES) {
                return left.subList(0, frame); // where the next begins is not known
            }
            if (hit < end) {
                left.remove(frame);
                return left;
            }
            at = end;
        }
        throw new AssertionError("no frame at " + hit);
    }

    private static List<String> names(int frames) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= frames; i++) {
            names.add(name(1, i));
        }
        return names;
    }

    @Test
    void refusesADirectoryThatAnotherSenderUses() throws IOException {
        try (Spool spool = Spool.open(directory, BOUND, 1)) {
            assertThatThrownBy(() -> Spool.open(directory, BOUND, 2))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                    .hasMessageContaining("in use by another sender");
            assertThat(spool.nextSequence()).isEqualTo(1);
        }
        Spool.open(directory, BOUND, 3).close();
    }
}
